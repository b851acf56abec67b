// The one place that knows where Catch2 lives.
#pragma once

#include <catch2/catch.hpp>
