// How a process that was looked at is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/process/process.hpp"

namespace preflight {

PREFLIGHT_RECORD_ENUM(Reach, ours, foreign, kernel)
PREFLIGHT_RECORD(Identified, process, reach, we_are_elevated, user_unit, container_runtime,
                 venv_launcher)

}  // namespace preflight
