// The table of commands. Dispatch, help and what is offered for a mistyped name follow from it; the
// commands by hand (`preflight port`) stand in the table of checks.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/plan.hpp"

namespace preflight {

struct Command {
  std::string_view name{};     ///< "explain"
  std::string_view words{};    ///< what follows it: "CODE..."
  std::string_view summary{};  ///< one line
  std::string (*help)(std::span<const Check> checks){};
  Plan (*plan)(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources){};  ///< throws a UsageProblem
  /// What it takes, for completions and the manual page; null: nothing but --help.
  std::vector<const Option*> (*options)(std::span<const Check> checks){};
};

/// In the order of the help. Static storage.
std::span<const Command> all_commands();

}  // namespace preflight
