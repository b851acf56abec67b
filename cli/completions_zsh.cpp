#include <fmt/format.h>

#include "cli/completions.hpp"

namespace preflight {

namespace {

using Kind = ValueHint::Kind;

// A spec of _arguments in single quotes (zshcompsys(1)): colons and brackets have a meaning there.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else if (c == ':' || c == '[' || c == ']' || c == '\\')
      out += fmt::format("\\{}", c);
    else
      out += c;
  }
  return out;
}

std::string action(const ValueHint& hint) {
  switch (hint.kind) {
    case Kind::file:
      return "_files";
    case Kind::folder:
      return "_files -/";
    case Kind::words:
      return fmt::format("({})", fmt::join(hint.words, " "));
    case Kind::format_file:
      return "_preflight_report";
    case Kind::nothing:
    case Kind::anything:
      break;
  }
  return " ";
}

// '(-f --format)'{-f+,--format=}'[help]:FORMAT:(console json)'
std::string spec(const OptionWords& words) {
  const auto& option = *words.option;
  const bool flag = words.value.kind == Kind::nothing;
  std::string text;
  if (option.short_name.empty())
    text = fmt::format("'*{}{}[{}]", option.name, flag ? "" : "=", escaped(option.help));
  else
    text = fmt::format("'*'{{{}{},{}{}}}'[{}]", option.short_name, flag ? "" : "+", option.name,
                       flag ? "" : "=", escaped(option.help));
  if (!flag) text += fmt::format(":{}:{}", escaped(option.value), action(words.value));
  return text + "'";
}

std::string command_arguments(const CommandWords& command) {
  auto text = fmt::format("    ({})\n      _arguments -s", command.name);
  for (const auto& option : command.options) text += " \\\n        " + spec(option);
  text += " \\\n        '(- *)'{-h,--help}'[print help and end]'";
  if (command.bare_value.kind != Kind::nothing && command.name != "check")
    text +=
        fmt::format(" \\\n        '*:{}:{}'", escaped(command.bare), action(command.bare_value));
  return text + "\n      ;;\n";
}

}  // namespace

std::string zsh_completion(std::span<const CommandWords> commands) {
  std::string text =
      "#compdef preflight\n# zsh completion of preflight, from `preflight completions zsh`.\n\n";
  const ValueHint* report = nullptr;
  for (const auto& command : commands)
    for (const auto& option : command.options)
      if (option.value.kind == Kind::format_file) report = &option.value;
  if (report != nullptr)
    text += fmt::format(
        "_preflight_report() {{\n  if compset -P '*='; then\n    _files\n  else\n"
        "    compadd -S '' -- {}=\n  fi\n}}\n\n",
        fmt::join(report->words, "= "));
  text += "_preflight() {\n  local -a commands=(\n";
  for (const auto& command : commands)
    text += fmt::format("    '{}:{}'\n", command.name, escaped(command.summary));
  text +=
      "  )\n  if ((CURRENT == 2)); then\n    _describe -t commands command commands\n    return\n"
      "  fi\n  local command=$words[2]\n  shift words\n  ((CURRENT -= 1))\n  case $command in\n";
  for (const auto& command : commands) text += command_arguments(command);
  return text +
         "  esac\n}\n\nif [[ $funcstack[1] == _preflight ]]; then\n  _preflight \"$@\"\nelse\n"
         "  compdef _preflight preflight\nfi\n";
}

}  // namespace preflight
