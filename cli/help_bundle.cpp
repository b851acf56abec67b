// The words of `preflight bundle`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/help.hpp"

namespace preflight {

std::span<const Option> bundle_options() {
  static constexpr std::array<Option, 4> options{{
      {"--output", "-o", "CASE",
       "NAME.zip, or a folder; without it a zip here, named by host and time", ""},
      {"--log", "", "FILE", "the end of this log goes into the case (may be repeated)", "", true,
       any_file},
      {"--no-users", "", "", "names of users and of this machine are replaced as well", ""},
      {"--force", "", "", "replace a case that is there", ""},
  }};
  return options;
}

std::string help_bundle(std::span<const Check>) {
  std::string text =
      "Looks at each target as `check` does, and puts all that a ticket needs into one file: the\n"
      "report, what was seen, versions, the preflight.json, the ends of logs. Secrets are taken "
      "out, and\nwhat was taken out is listed. Nothing is sent anywhere.\n\n"
      "Usage: preflight bundle [TARGETS] [POLICY] [-o CASE]\n\nThe case:\n";
  std::size_t columns = 0;
  for (const auto& option : bundle_options())
    columns = std::max(columns, option_text(option).size() + (option.short_name.empty() ? 4 : 0));
  for (const auto& option : bundle_options())
    text += fmt::format("  {:<{}}  {}\n",
                        (option.short_name.empty() ? "    " : "") + option_text(option), columns,
                        option.help);
  return text +
         "\nTargets, policy and --config are those of `preflight check`; its help lists them. "
         "Without a\ntarget, preflight.json of this folder is read.\n"
         "\nLogs are taken from where a service writes to, from folders of --writable (the newest "
         "*.log,\n*.err and *.out) and from --log: 64 KiB of each. The names of the variables of "
         "an environment\nstay, their values go.\n"
         "\nExamples:\n"
         "  preflight bundle --port 8000 --db instance/app.db -o case.zip\n"
         "  preflight bundle --service MyApp --log C:\\app\\app.log --no-users\n"
         "  preflight check --facts case.zip\n"
         "\nExit codes: 0 the case is written, whatever its verdict; 2 wrong usage; 3 it could not "
         "be\nwritten.\n";
}

}  // namespace preflight
