// How the way to another machine is recorded.
#pragma once

#include "checks/base/reaching.hpp"
#include "checks/base/record_types.hpp"

namespace preflight::net {

PREFLIGHT_RECORD_ENUM(Answer, connected, refused, timed_out, unreachable, denied, failed)
PREFLIGHT_RECORD_ENUM(Resolution, found, unknown_name, no_answer, not_asked)
PREFLIGHT_RECORD(Attempt, address, answer, error, took)
PREFLIGHT_RECORD(Way, windows, resolution, resolver, attempts, untried)

}  // namespace preflight::net
