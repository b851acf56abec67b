// A table of checks that look at nothing: what a target is called decides what comes out.
#pragma once

#include <span>

#include "checks/check.hpp"

namespace preflight::test {

/// Two checks, `room` (--room, -r is taken, so no short name; by hand `room`) and `shed` (--shed).
/// Targets: "free", "taken" (blocker room.taken), "hard", "odd" (error), "warned", "shown" (info),
/// "throws", "skipped"; "free-after-N" is taken at the first N looks of a job. Anything else is
/// wrong usage. The setting --depth goes into the summary.
std::span<const Check> invented_checks();

}  // namespace preflight::test
