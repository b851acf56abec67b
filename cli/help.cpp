#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/help_examples.hpp"
#include "cli/help_layout.hpp"

namespace preflight {

namespace {

constexpr Option as_option{"--as", "", "FAMILY",
                           "only what it means there: win32, ntstatus, errno, sqlite, systemd, "
                           "exit, nssm, finding",
                           ""};

constexpr Option format_option{"--format", "-f", "FORMAT", "what goes to standard output",
                               "console"};

HelpRow row_of(const Command& command) {
  auto left = std::string(command.name);
  if (!command.words.empty()) left += fmt::format(" {}", command.words);
  return {std::move(left), std::string(command.summary)};
}

std::string sections(std::span<const Check> checks) {
  std::vector<HelpRow> policy, output;
  for (const auto& check : checks) add(policy, check.settings);
  add(policy, policy_options());
  add(output, output_options());
  output.push_back({"-h, --help", "print this and end"});
  return section("Policy", policy) + section("Output", output);
}

constexpr std::string_view exit_codes =
    "\nExit codes: 0 ready, 1 blocked, 2 wrong usage, 3 undetermined (something could not be\n"
    "looked at), 4 blocked and out of this user's reach. DURATION: 250ms, 2s, 5m; a bare number\n"
    "is seconds.\n";

}  // namespace

std::span<const Option> policy_options() {
  static constexpr std::array<Option, 4> options{{
      {"--timeout", "", "DURATION", "how long one check may take; then it is undetermined", "10s"},
      {"--wait", "", "DURATION", "repeat what fails until it passes or the time is over", "0"},
      {"--strict", "", "", "warnings block too", ""},
      {"--ignore", "", "CODE",
       "this finding no longer blocks or warns; it is still shown (may be repeated)", "", true},
  }};
  return options;
}

std::span<const Option> config_options() {
  static constexpr std::array<Option, 2> options{{
      {"--config", "-c", "FILE",
       "read targets and policy from FILE; without it and without a target, preflight.json of this "
       "folder is read where there is one",
       ""},
      {"--profile", "", "NAME", "lay this profile of the file over the rest (may be repeated)", "",
       true},
  }};
  return options;
}

std::span<const Option> facts_option() {
  static constexpr std::array<Option, 1> options{{
      {"--facts", "", "CASE",
       "look at nothing here: judge again what a case of `preflight bundle` recorded, on whatever "
       "system",
       "", false, any_file},
  }};
  return options;
}

std::span<const Option> output_options() {
  static constexpr std::array<Option, 6> options{{
      format_option,
      {"--report", "-r", "FORMAT=FILE",
       "also write FILE in FORMAT, whole or not at all (may be repeated)", ""},
      {"--color", "", "auto|always|never", "NO_COLOR and a pipe mean never", "auto"},
      {"--quiet", "-q", "", "only what blocks", ""},
      {"--verbose", "-v", "", "also what passed, with evidence", ""},
      {"--exit-codes", "", "own|nagios|nssm",
       "nssm: 99 where own is 1, 3 or 4; nagios: 0 ready, 1 warnings, 2 blocked, 3 undetermined",
       "own"},
  }};
  return options;
}

std::vector<const Option*> explain_options() {
  std::vector<const Option*> options{&as_option, &format_option};
  for (const auto& option : output_options())
    if (option.name == "--color" || option.name == "--verbose") options.push_back(&option);
  return options;
}

std::span<const Option> init_options() {
  static constexpr std::array<Option, 3> options{{
      {"--print", "", "", "the file to standard output; nothing is written", ""},
      {"--for", "", "NAME",
       "only the lines for batch, powershell, sh, systemd, docker, github, nssm, task or winsw",
       ""},
      {"--service", "", "NAME", "the service or task that the lines are for", ""},
  }};
  return options;
}

std::vector<const Option*> list_option() { return {&format_option}; }

std::span<const Option> run_options() {
  static constexpr std::array<Option, 2> options{{
      {"--grace", "", "DURATION",
       "an end of the command in this time is told of, with its cause; 0: nobody watches it",
       "10s"},
      {"--ready", "", "URL|PORT",
       "say when the server answers there, or that it does not within --wait (else --timeout)", ""},
  }};
  return options;
}

std::span<const FindingCode> engine_codes() {
  static constexpr std::array<FindingCode, 13> codes{{
      {"check.timed-out", "the check did not come back within --timeout"},
      {"check.denied", "something that the answer hangs on could not be looked at"},
      {"check.crashed", "the check failed inside preflight"},
      {"check.no-thread", "the system gave preflight no thread to look with"},
      {"report.not-written", "a file that --report asked for could not be written"},
      {"run.not-found", "there is no such command"},
      {"run.not-runnable", "the command is there, but cannot be run"},
      {"run.died", "the command ended with an error soon after its start"},
      {"run.crashed", "the command crashed soon after its start"},
      {"run.killed", "a signal ended the command soon after its start"},
      {"run.ended", "the command ended soon after its start, as if all were well"},
      {"run.end-unknown", "the command ended soon after its start; how, only its parent knows"},
      {"run.not-ready", "the server did not answer in time; the command runs on"},
  }};
  return codes;
}

std::vector<std::string_view> known_codes(std::span<const Check> checks) {
  std::vector<std::string_view> codes;
  for (const auto& code : engine_codes()) codes.push_back(code.code);
  // Rooms share some of what they can find.
  for (const auto& check : checks)
    for (const auto& code : check.codes)
      if (std::find(codes.begin(), codes.end(), code.code) == codes.end())
        codes.push_back(code.code);
  return codes;
}

std::vector<const Check*> guests_of(const Check& host, std::span<const Check> checks) {
  std::vector<const Check*> guests;
  for (const auto& check : checks)
    if (!host.command.empty() && check.guest_of == host.command) guests.push_back(&check);
  return guests;
}

std::string option_text(const Option& option) {
  auto text = option.short_name.empty() ? std::string(option.name)
                                        : fmt::format("{}, {}", option.short_name, option.name);
  if (!option.value.empty()) text += fmt::format(" {}", option.value);
  return text;
}

std::string help_overview(std::span<const Check> checks) {
  std::string text =
      "preflight: can this server start? If not, what exactly blocks it, and what clears it?\n\n"
      "Usage: preflight COMMAND [OPTIONS]\n";
  std::vector<HelpRow> rows;
  for (const auto& command : all_commands()) {
    rows.push_back(row_of(command));
    if (command.name != "check") continue;
    for (const auto& check : checks)
      if (!check.command.empty())
        rows.push_back({fmt::format("{} {}...", check.command, check.target.value),
                        std::string(check.summary)});
  }
  text += section("Commands", rows);
  return text +
         "\n`preflight COMMAND --help` tells more, `preflight --version` the version.\n\n"
         "  preflight check --port 8000 --db instance/app.db\n";
}

std::string help_check(std::span<const Check> checks) {
  return "Looks at each target and tells whether a server could start now.\n\n"
         "Usage: preflight check [TARGETS] [OPTIONS]\n" +
         target_sections(checks, facts_option()) + sections(checks) +
         "\nExamples:\n"
         "  preflight check --port 8000 --db instance/app.db\n"
         "  preflight check --port 127.0.0.1:8000 --wait 30s && exec python3 -m uvicorn app:app\n"
         "  preflight check --db app.db --format json --report console=why.txt\n"
         "  preflight check --config deploy/preflight.json --profile service\n" +
         std::string(exit_codes);
}

std::string help_run(std::span<const Check> checks) {
  std::vector<HelpRow> start;
  add(start, run_options());
  return "Passes the gate as `check` does, then becomes the command: on Linux in this very "
         "process, "
         "on\nWindows as a child that ends with preflight. If the command dies at start, says why "
         "on "
         "standard\nerror. Standard output is the command's, but for a report that blocks.\n\n"
         "Usage: preflight run [TARGETS] [OPTIONS] -- COMMAND...\n" +
         section("The start", start) + target_sections(checks) + sections(checks) +
         "\nExamples:\n"
         "  preflight run --port 8000 --db app.db -- python3 -m uvicorn app:app\n"
         "  preflight run --port 8000 --ready http://localhost:8000/health -- node server.js\n"
         "  ExecStart=/usr/bin/preflight run --config /etc/app/preflight.json -- /opt/app/server\n"
         "\nExit codes: those of `check` where it is blocked, 127 where there is no such command, "
         "126\nwhere it cannot be run, else that of the command. DURATION: 250ms, 2s, 5m; a bare "
         "number is\nseconds.\n";
}

std::string help_by_hand(const Check& check, std::span<const Check> checks) {
  auto text = fmt::format("{}\n\nUsage: preflight {} {}... [OPTIONS]\n\n  {}: {}\n", check.summary,
                          check.command, check.target.value, check.target.value, check.target.help);
  std::vector<HelpRow> guests;
  for (const auto* guest : guests_of(check, checks)) {
    guests.push_back(row_of(guest->target));
    add(guests, guest->settings);
  }
  text += section("Beside or instead of it (each may be repeated)", guests);
  return text + sections({&check, 1}) + std::string(exit_codes);
}

std::string help_explain(std::span<const Check>) {
  return "What an error code means, why it really happens, how to tell which cause it is, and what "
         "to\ndo.\n\n"
         "Usage: preflight explain CODE... [--as FAMILY] [--format console|json] [-v]\n\n"
         "  CODE: 1053, 0xC0000135, -1073741515, 10013, WSAEACCES, EADDRINUSE, "
         "SQLITE_BUSY_SNAPSHOT,\n"
         "  203/EXEC, start-limit-hit, 137, SIGKILL, 1066/3, port.in-use\n" +
         section("Options",
                 {row_of(as_option),
                  {"-v, --verbose", "where a number means several things: all of them in full"}}) +
         "\nExit codes: 0 all are known, 1 one is not, 2 wrong usage.\n";
}

std::string help_init(std::span<const Check>) {
  std::vector<HelpRow> rows;
  add(rows, init_options());
  return "Looks at a project and writes a preflight.json with what its server needs to start, and "
         "beside\neach entry where that was read. Then shows the lines that put the gate before a "
         "start.\n\n"
         "Usage: preflight init [DIR] [OPTIONS]\n" +
         section("Options", rows) +
         "\nIt reads start scripts, Procfile, package.json, pyproject.toml, Dockerfile, compose "
         "files, units\nof systemd, .env, sources in Python and the main file of a Node project. "
         "Nothing is run, nothing\nis guessed, and a preflight.json that is there stays as it is.\n"
         "\nExit codes: 0 it is written, 1 it is not, 2 wrong usage.\n";
}

std::string help_list(std::span<const Check>) {
  return "Every check: its options, what it can find, on which systems.\n\n"
         "Usage: preflight list [--format console|json]\n";
}

std::string help_schema(std::span<const Check>) {
  return "The JSON Schema (draft 2020-12) of the report, of preflight.json, or of a line of\n"
         "`watch --format json`.\n\n"
         "Usage: preflight schema [report|config|watch]\n\n"
         "  preflight schema config > preflight.schema.json\n";
}

std::string help_help(std::span<const Check>) {
  return "What a check looks at and finds, with examples; or what a command takes.\n\n"
         "Usage: preflight help [CHECK|COMMAND]\n\n"
         "  preflight help database\n";
}

std::string help_completions(std::span<const Check>) {
  return "Prints what lets a shell complete commands, options and finding codes.\n\n"
         "Usage: preflight completions bash|zsh|fish|powershell\n\n"
         "  bash        preflight completions bash "
         ">~/.local/share/bash-completion/completions/preflight\n"
         "              or in ~/.bashrc: source <(preflight completions bash)\n"
         "  zsh         preflight completions zsh >_preflight, in a folder of $fpath\n"
         "  fish        preflight completions fish >~/.config/fish/completions/preflight.fish\n"
         "  powershell  preflight completions powershell >>$PROFILE\n";
}

std::string help_man(std::span<const Check>) {
  return "Prints the manual page.\n\n"
         "Usage: preflight man\n\n"
         "  preflight man >~/.local/share/man/man1/preflight.1\n";
}

std::string help_topic(std::string_view id, std::span<const Check> checks) {
  std::string text, by_hand;
  std::vector<HelpRow> options, codes;
  for (const auto& check : checks) {
    if (check.id != id) continue;
    text += fmt::format("{}  {}\n", check.id, check.summary);
    if (!check.target.name.empty()) options.push_back(row_of(check.target));
    add(options, check.settings);
    if (!check.command.empty())
      by_hand += fmt::format("\nBy hand: preflight {} {}...\n", check.command, check.target.value);
    for (const auto& one : check.codes)
      if (std::none_of(codes.begin(), codes.end(),
                       [&](const HelpRow& row) { return row.left == one.code; }))
        codes.push_back({std::string(one.code), std::string(one.meaning)});
  }
  if (text.empty()) return {};
  text += section("Options of `preflight check`", options) + by_hand;
  text += "\nExamples:\n";
  for (const auto& [check, command, note] : examples_of(id))
    text += fmt::format("  {}\n      {}\n", command, wrapped_help(note, 6));
  return text + section("Finds", codes) + "\n`preflight explain CODE` tells more of each.\n";
}

}  // namespace preflight
