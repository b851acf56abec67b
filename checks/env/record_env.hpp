// How a variable of the environment that was looked at is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/env/env.hpp"

namespace preflight::env {

PREFLIGHT_RECORD_ENUM(State, missing, empty, set)
PREFLIGHT_RECORD(Query, name)
PREFLIGHT_RECORD(Facts, windows, state, names)

}  // namespace preflight::env
