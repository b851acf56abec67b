// Findings joined: who blocks several targets is one cause, with one remedy. Pure.
#pragma once

#include <span>
#include <vector>

#include "report/report.hpp"

namespace preflight {

/// What to clear, in order: what is in the way of most targets first. Built from blockers; from
/// errors where nothing blocks; from warnings where there are neither.
std::vector<Cause> find_causes(std::span<const CheckResult> checks);

}  // namespace preflight
