#include "cli/commands.hpp"

#include <array>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

std::span<const Command> all_commands() {
  static constexpr std::array<Command, 5> commands{{
      {"check", "TARGETS", "the gate in a start script: looks at each target", help_check,
       plan_check},
      {"run", "[TARGETS] -- COMMAND...",
       "the gate, then the command in its place; if it dies at start, says why", help_run,
       plan_run},
      {"explain", "CODE...", "what an error code means, why it happens, what to do", help_explain,
       plan_explain},
      {"list", "", "every check: its options, what it can find, on which systems", help_list,
       plan_list},
      {"schema", "[report|config]", "the JSON Schema of the report or of preflight.json",
       help_schema, plan_schema},
  }};
  return commands;
}

}  // namespace preflight
