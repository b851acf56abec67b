// Findings joined: who blocks several targets is one cause, with one remedy. Pure.
#pragma once

#include <span>
#include <vector>

#include "report/report.hpp"

namespace preflight {

/// What to clear, in order: what is in the way of most targets first. Built from what blocks:
/// blockers, and warnings too where they block (`strict`). Where nothing blocks, from the errors.
///
/// Findings belong together where they name one process (pid and start time), or a process and one
/// that it descends from. Pids 0, 1 and 4 are everybody's ancestors and join nothing.
std::vector<Cause> find_causes(std::span<const CheckResult> checks, bool strict);

}  // namespace preflight
