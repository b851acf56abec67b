// `preflight run`: passes the gate, then becomes the command, and says why where that dies at
// start.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/plan.hpp"

namespace preflight::run {

/// Comes back where the command was not started, or has ended; on Linux most often not at all.
AppResult run_command(const RunPlan& plan, std::span<const Check> checks,
                      const Surroundings& around);

/// The words as a person reads them: "python3 app.py".
std::string in_words(const std::vector<std::string>& command);

}  // namespace preflight::run
