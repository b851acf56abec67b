#include "cli/commands.hpp"

#include <array>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

std::vector<const Option*> options_of_explain(std::span<const Check>) { return explain_options(); }
std::vector<const Option*> options_of_run(std::span<const Check> checks) {
  auto options = target_options(checks);
  add_all(options, run_options());
  return options;
}
std::vector<const Option*> options_of_init(std::span<const Check>) {
  Known options;
  add_all(options, init_options());
  return options;
}
std::vector<const Option*> options_of_list(std::span<const Check>) { return list_option(); }

}  // namespace

std::span<const Command> all_commands() {
  static constexpr std::array<Command, 11> commands{{
      {"check", "TARGETS", "the gate in a start script: looks at each target", help_check,
       plan_check, check_options},
      {"run", "[TARGETS] -- COMMAND...",
       "the gate, then the command in its place; if it dies at start, says why", help_run, plan_run,
       options_of_run},
      {"watch", "[TARGETS]", "the same checks again and again, telling what changes", help_watch,
       plan_watch, options_of_watch},
      {"bundle", "[TARGETS] [-o FILE]",
       "report, facts and ends of logs in one file for a ticket, without secrets", help_bundle,
       plan_bundle, bundle_options_of},
      {"explain", "CODE...", "what an error code means, why it happens, what to do", help_explain,
       plan_explain, options_of_explain},
      {"init", "[DIR]", "writes a preflight.json for the project, and shows the lines that use it",
       help_init, plan_init, options_of_init},
      {"list", "", "every check: its options, what it can find, on which systems", help_list,
       plan_list, options_of_list},
      {"schema", "[report|config|watch]",
       "the JSON Schema of the report, of preflight.json or of the lines of watch", help_schema,
       plan_schema},
      {"help", "[CHECK|COMMAND]", "what a check looks at and finds, with examples", help_help,
       plan_help},
      {"completions", "SHELL", "lets a shell complete the words of preflight", help_completions,
       plan_completions},
      {"man", "", "the manual page, for man(1)", help_man, plan_man},
  }};
  return commands;
}

}  // namespace preflight
