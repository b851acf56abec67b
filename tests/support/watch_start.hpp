// When an invented watch begins.
#pragma once

#include <chrono>

#include "cli/watch/standing.hpp"

namespace preflight::test {

inline constexpr watch::Clock::time_point start{std::chrono::seconds{1000}};

}  // namespace preflight::test
