#include "cli/man.hpp"

#include <fmt/format.h>

#include <vector>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/help_examples.hpp"
#include "report/render.hpp"

namespace preflight {

namespace {

// groff_char(7): a dash that is typed, and a backslash that is none of roff's own; a dot or an
// apostrophe makes a request only where a line begins.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '`')
      out += "\\(ga";
    else if (c == '^')
      out += "\\(ha";
    else if (c == '~')
      out += "\\(ti";
    else
      out += c;
  }
  return out;
}

std::string entry(std::string_view term, std::string_view text) {
  return fmt::format(".TP\n.B {}\n{}\n", roff(term), roff(text));
}

std::string entry(const Option& option) {
  auto term = option.short_name.empty() ? fmt::format("\\fB{}\\fR", roff(option.name))
                                        : fmt::format("\\fB{}\\fR, \\fB{}\\fR",
                                                      roff(option.short_name), roff(option.name));
  if (!option.value.empty()) term += fmt::format(" \\fI{}\\fR", roff(option.value));
  auto text = roff(option.help);
  if (!option.default_value.empty()) text += fmt::format(" [{}]", roff(option.default_value));
  return fmt::format(".TP\n{}\n{}\n", term, text);
}

std::string entries(std::span<const Option> options) {
  std::string text;
  for (const auto& option : options) text += entry(option);
  return text;
}

std::string synopsis(std::span<const Check> checks) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view words) {
    if (!text.empty()) text += ".br\n";
    text += fmt::format(".B preflight {}\n", roff(name));
    if (!words.empty()) text += fmt::format(".I {}\n", roff(words));
    text += "[options]\n";
  };
  for (const auto& command : all_commands()) add(command.name, command.words);
  for (const auto& check : checks)
    if (!check.command.empty()) add(check.command, fmt::format("{}...", check.target.value));
  return ".SH SYNOPSIS\n" + text;
}

std::string commands(std::span<const Check> checks) {
  std::string text = ".SH COMMANDS\n";
  for (const auto& command : all_commands())
    text += entry(fmt::format("{} {}", command.name, command.words), command.summary);
  for (const auto& check : checks)
    if (!check.command.empty())
      text += entry(fmt::format("{} {}...", check.command, check.target.value), check.summary);
  return text;
}

std::string targets(std::span<const Check> checks) {
  std::string text =
      ".SH TARGETS\nWhat\n.B preflight check\nlooks at. Each may be given again and again.\n";
  for (const auto& check : checks) {
    if (check.target.name.empty()) continue;
    text += entry(check.target);
    for (const auto& setting : check.settings) text += ".RS\n" + entry(setting) + ".RE\n";
  }
  return text;
}

std::string formats() {
  std::string text = ".SH FORMATS\n";
  for (const auto& format : all_formats()) text += entry(format.name, format.summary);
  return text;
}

std::string examples_section() {
  std::string text = ".SH EXAMPLES\n";
  for (const auto& example : all_examples()) text += entry(example.command, example.note);
  return text;
}

constexpr std::string_view exit_status_section =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nready: it can start\n"
    ".TP\n.B 1\nblocked: waiting or the shown command can help\n"
    ".TP\n.B 2\nwrong usage, or a wrong preflight.json\n"
    ".TP\n.B 3\nundetermined: something could not be looked at\n"
    ".TP\n.B 4\nblocked, and out of this user\\(aqs reach: no retry will help\n";

constexpr std::string_view files_section =
    ".SH FILES\n"
    ".TP\n.I preflight.json\nTargets, policy and profiles; read from the current folder where no "
    "target is given.\n"
    ".B preflight schema config\nprints its JSON Schema.\n";

constexpr std::string_view environment_section =
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nSet and not empty: no colours.\n"
    ".TP\n.B GITHUB_ACTIONS\n\"true\":\n.B check\nwrites annotations, and adds a summary to the "
    "file of\n.BR GITHUB_STEP_SUMMARY .\n"
    ".TP\n.B GITHUB_WORKFLOW_REF\nThe workflow at which results of\n.B sarif\nstand that no "
    "preflight.json asked for.\n";

}  // namespace

std::string manual_page(std::span<const Check> checks) {
  return ".\\\" From `preflight man`.\n.TH PREFLIGHT 1 \"\" \"preflight " PREFLIGHT_VERSION
         "\" \"User Commands\"\n"
         ".SH NAME\npreflight \\- can this server start, and if not, what exactly blocks it?\n" +
         synopsis(checks) +
         ".SH DESCRIPTION\n"
         "Stands in front of the start of a server. It looks at what the server needs, a port, a\n"
         "database, libraries, a service, names the process or the setting that is in the way, "
         "tells\nwhat clears it, and lets its exit code stop an unsafe start. It only looks: "
         "nothing is\nkilled, changed or left locked, and it never says ready when it does not "
         "know.\n" +
         commands(checks) + targets(checks) + ".SH CONFIGURATION\n" + entries(config_options()) +
         entries(facts_option()) +
         ".SH POLICY\nDurations are 250ms, 2s, 5m; a bare number is seconds.\n" +
         entries(policy_options()) + ".SH OUTPUT\n" + entries(output_options()) + formats() +
         std::string(exit_status_section) + std::string(environment_section) +
         std::string(files_section) + examples_section() +
         ".SH SEE ALSO\n.BR ss (8),\n.BR lsof (8),\n.BR ldd (1),\n.BR systemctl (1)\n";
}

}  // namespace preflight
