#include <algorithm>
#include <array>
#include <iterator>

#include "cli/help.hpp"
#include "cli/help_layout.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

// An option of `check` that it takes as it is.
bool is_taken(const Option& option) {
  const auto own = watch_options();
  return option.name != "--wait" && std::none_of(own.begin(), own.end(), [&](const Option& other) {
           return other.name == option.name;
         });
}

std::vector<Option> taken(std::span<const Option> options) {
  std::vector<Option> kept;
  std::copy_if(options.begin(), options.end(), std::back_inserter(kept), is_taken);
  return kept;
}

std::string shapes() {
  return "\n" +
         wrapped_help(
             "On a terminal it is a table that is drawn over again. In a log each check has a line "
             "at "
             "first, and one whenever it changes: another status, other findings that count, or "
             "another process behind what blocks. With --format json that is an object a line, "
             "each "
             "with schema_version, event and at (UTC); `preflight schema watch` is their JSON "
             "Schema. "
             "from is null at first, afterwards what it was before, for lasted_ms.",
             0) +
         "\n" +
         section("Events of --format json",
                 {{"check",
                   "round, index, check, target, from, to, lasted_ms, failures, summary, "
                   "duration_ms, findings[] as in the report of `check`; place where a file asked "
                   "for it"},
                  {"verdict",
                   "when the verdict or the exit code on all is another at the end of a round: "
                   "round, from, to, lasted_ms, exit_code, summary, causes[]"},
                  {"end", "rounds, changes, verdict, exit_code"}}) +
         "\n" +
         wrapped_help(
             "Rounds do not pile up, and what hangs is given up after --timeout and not looked at "
             "again before it has come back. --report files are written again after every round. "
             "Ctrl-C and SIGTERM end it at once, and so does a pipe that nobody reads any more.",
             0) +
         "\n";
}

}  // namespace

std::span<const Option> watch_options() {
  static constexpr std::array<Option, 5> options{{
      {"--interval", "", "DURATION", "from the start of a round to that of the next, at least 1ms",
       "5s"},
      {"--count", "", "N", "end after so many rounds", ""},
      {"--format", "-f", "console|json",
       "what goes to standard output: a table or a log, or changes as JSON lines", "console"},
      {"--quiet", "-q", "", "without what passes", ""},
      {"--verbose", "-v", "", "with all that was found and all that can be done", ""},
  }};
  return options;
}

std::vector<const Option*> options_of_watch(std::span<const Check> checks) {
  Known known;
  add_all(known, watch_options());
  for (const auto* option : target_options(checks))
    if (is_taken(*option)) known.push_back(option);
  return known;
}

std::string help_watch(std::span<const Check> checks) {
  std::vector<HelpRow> rounds, policy, output;
  add(rounds, watch_options().first(2));
  for (const auto& check : checks) add(policy, check.settings);
  add(policy, taken(policy_options()));
  add(output, watch_options().subspan(2));
  add(output, taken(output_options()));
  output.push_back({"-h, --help", "print this and end"});
  return "The checks of `check` again and again, telling what changes: since when each passes or\n"
         "fails, and how often it failed.\n\n"
         "Usage: preflight watch [TARGETS] [OPTIONS]\n" +
         section("Rounds", rounds) + target_sections(checks) + section("Policy", policy) +
         section("Output", output) + shapes() +
         "\nExamples:\n"
         "  preflight watch --port 8000 --db app.db\n"
         "  preflight watch --interval 1m --report prometheus=/var/lib/node/preflight.prom\n"
         "  preflight watch --url http://localhost:8000/health --format json >>changes.jsonl\n"
         "\nExit codes: those of `check` for how it stands at the end; 2 wrong usage. DURATION: "
         "250ms, 2s,\n5m; a bare number is seconds.\n";
}

}  // namespace preflight
