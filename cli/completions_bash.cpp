#include <fmt/format.h>

#include "cli/completions.hpp"

namespace preflight {

namespace {

using Kind = ValueHint::Kind;

// bash takes "--format=json" for three words, since '=' stands in COMP_WORDBREAKS.
constexpr std::string_view head =
    R"sh(# bash completion of preflight, from `preflight completions bash`.

_preflight_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

_preflight_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_preflight_reports() {
  compopt -o nospace 2>/dev/null
  _preflight_words "$1"
}

_preflight() {
  local cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) option assigned=
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur= assigned=1
  elif [[ ${COMP_WORDS[at]} == = ]]; then
    ((at--))
    assigned=1
  fi
  option=${COMP_WORDS[at]}
  if [[ $assigned && $at -gt 1 && ${COMP_WORDS[at - 1]} == @(-r|--report|=) ]]; then
    _preflight_paths -f
    return
  fi
)sh";

std::string reply_for(const ValueHint& hint) {
  switch (hint.kind) {
    case Kind::file:
      return "_preflight_paths -f";
    case Kind::folder:
      return "_preflight_paths -d";
    case Kind::words:
      return fmt::format("_preflight_words '{}'", fmt::join(hint.words, " "));
    case Kind::format_file:
      return fmt::format("_preflight_reports '{}='", fmt::join(hint.words, "= "));
    case Kind::nothing:
    case Kind::anything:
      break;
  }
  return ":";
}

std::string command_case(const CommandWords& command) {
  auto text = fmt::format("    {})\n      case $option in\n", command.name);
  std::string names;
  for (const auto& [option, value] : command.options) {
    names += fmt::format("{} ", option->name);
    if (value.kind == Kind::nothing) continue;
    text += fmt::format("        {}{}{})\n          {}\n          return\n          ;;\n",
                        option->short_name, option->short_name.empty() ? "" : " | ", option->name,
                        reply_for(value));
  }
  text += "      esac\n";
  const auto bare = reply_for(command.bare_value);
  // The options only where one is begun: what is bare is what is mostly wanted.
  if (bare == ":")
    text += fmt::format("      _preflight_words '{}--help'\n", names);
  else
    text += fmt::format(
        "      if [[ $cur == -* ]]; then _preflight_words '{}--help'; else {}; fi\n", names, bare);
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(std::span<const CommandWords> commands) {
  std::string text(head), names;
  for (const auto& command : commands) names += fmt::format("{} ", command.name);
  text += fmt::format(
      "  if ((COMP_CWORD == 1)); then\n    _preflight_words '{}--help --version'\n    return\n"
      "  fi\n  case ${{COMP_WORDS[1]}} in\n",
      names);
  for (const auto& command : commands) text += command_case(command);
  return text + "  esac\n}\n\ncomplete -F _preflight preflight\n";
}

}  // namespace preflight
