#include <fmt/format.h>

#include "cli/completions.hpp"

namespace preflight {

namespace {

using Kind = ValueHint::Kind;

// In single quotes fish knows \' and \\ only.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string value_flags(const ValueHint& hint) {
  switch (hint.kind) {
    case Kind::file:
      return " -r -F";
    case Kind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case Kind::words:
      return fmt::format(" -x -a '{}'", fmt::join(hint.words, " "));
    case Kind::format_file:
      return fmt::format(" -x -a '{}='", fmt::join(hint.words, "= "));
    case Kind::anything:
      return " -x";
    case Kind::nothing:
      break;
  }
  return "";
}

std::string bare(const ValueHint& hint) {
  if (hint.kind == Kind::file || hint.kind == Kind::folder) return " -F";
  if (hint.kind == Kind::words) return fmt::format(" -a '{}'", fmt::join(hint.words, " "));
  return "";
}

}  // namespace

std::string fish_completion(std::span<const CommandWords> commands) {
  std::string text =
      "# fish completion of preflight, from `preflight completions fish`.\n\n"
      "function __preflight_command\n  set -l words (commandline -opc)\n"
      "  test (count $words) -gt 1; and test $words[2] = $argv[1]\nend\n\n"
      "function __preflight_none\n  test (count (commandline -opc)) -eq 1\nend\n\n"
      "complete -c preflight -f\n"
      "complete -c preflight -n __preflight_none -l version -d 'print the version'\n"
      "complete -c preflight -s h -l help -d 'print help and end'\n";
  for (const auto& command : commands)
    text += fmt::format("complete -c preflight -n __preflight_none -a {} -d {}\n", command.name,
                        quoted(command.summary));
  for (const auto& command : commands) {
    const auto start =
        fmt::format("complete -c preflight -n '__preflight_command {}'", command.name);
    if (const auto words = bare(command.bare_value); !words.empty()) text += start + words + '\n';
    for (const auto& [option, value] : command.options)
      text += fmt::format(
          "{}{} -l {}{} -d {}\n", start,
          option->short_name.empty() ? "" : fmt::format(" -s {}", option->short_name[1]),
          option->name.substr(2), value_flags(value), quoted(option->help));
  }
  return text;
}

}  // namespace preflight
