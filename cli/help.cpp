#include "cli/help.hpp"

#include <fmt/format.h>

#include <array>

namespace preflight {

std::span<const Option> policy_options() {
  static constexpr std::array<Option, 4> options{{
      {"--timeout", "", "DURATION", "how long one check may take; then it is undetermined", "10s"},
      {"--wait", "", "DURATION", "repeat what fails until it passes or the time is over", "0"},
      {"--strict", "", "", "warnings block too", ""},
      {"--ignore", "", "CODE", "this finding no longer blocks or warns; it is still shown", ""},
  }};
  return options;
}

std::span<const Option> output_options() {
  static constexpr std::array<Option, 6> options{{
      {"--format", "-f", "FORMAT", "what goes to standard output: console, json", "console"},
      {"--report", "-r", "FORMAT=FILE", "also write FILE in FORMAT, whole or not at all", ""},
      {"--color", "", "auto|always|never", "NO_COLOR and a pipe mean never", "auto"},
      {"--quiet", "-q", "", "only what blocks", ""},
      {"--verbose", "-v", "", "also what passed, with evidence", ""},
      {"--exit-codes", "", "own|nagios|nssm",
       "nssm: 99 where own is 1, 3 or 4; nagios: 0 ready, 1 warnings, 2 blocked, 3 undetermined",
       "own"},
  }};
  return options;
}

std::span<const FindingCode> engine_codes() {
  static constexpr std::array<FindingCode, 3> codes{{
      {"check.timed-out", "the check did not come back within --timeout"},
      {"check.denied", "the system did not let preflight look"},
      {"check.crashed", "the check failed inside preflight"},
  }};
  return codes;
}

std::string check_examples() {
  return "Examples:\n"
         "  preflight check --port 8000 --db instance/app.db\n"
         "  preflight check --port 127.0.0.1:8000 --wait 30s && exec python3 -m uvicorn app:app\n"
         "  preflight check --db app.db --db-exclusive --format json --report console=why.txt\n\n"
         "Exit codes: 0 ready, 1 blocked, 2 wrong usage, 3 undetermined, 4 blocked and out of "
         "this\n"
         "user's reach.";
}

std::string overview(std::span<const Check> checks) {
  std::string text =
      "preflight: can this server start, and if not, what exactly blocks it and what clears it?\n\n"
      "Usage: preflight COMMAND [OPTIONS]\n\nCommands:\n";
  const auto row = [&](std::string_view left, std::string_view right) {
    text += fmt::format("  {:<22}{}\n", left, right);
  };
  row("check [TARGETS]", "the gate in a start script: looks at each target");
  for (const auto& check : checks)
    if (!check.command.empty())
      row(fmt::format("{} {}...", check.command, check.target.value), check.summary);
  row("list", "every check: options, what it can find, on which systems");
  row("schema [report]", "the JSON Schema of the report");
  text += "\n`preflight COMMAND --help` tells more; `preflight --version` the version.\n";
  return text;
}

}  // namespace preflight
