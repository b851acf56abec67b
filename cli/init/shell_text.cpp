#include "cli/init/shell_text.hpp"

#include <algorithm>

#include "checks/base/text.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

bool is_comment(Text line, Shell shell) {
  if (shell != Shell::batch) return line.starts_with('#');
  const auto small = lower(line.substr(0, 5));
  const Text start = small;
  return start.starts_with("::") || start == "rem" || start.starts_with("rem ") ||
         start.starts_with("@rem");
}

char continuation(Shell shell) {
  return shell == Shell::sh ? '\\' : shell == Shell::batch ? '^' : '`';
}

std::string replaced(Text name, std::optional<Text> fallback, const Variables& known, bool fold) {
  const auto same = [&](const Variable& entry) {
    return fold ? lower(entry.name) == lower(name) : entry.name == name;
  };
  const auto found = std::find_if(known.rbegin(), known.rend(), same);
  if (found != known.rend()) return found->value;
  auto text = variable_text(name, fallback);
  // A fallback with variables of its own.
  return text.empty() && fallback ? std::string(*fallback) : text;
}

/// Takes one reference off `rest`, which begins with its mark; false where it is none.
bool take_batch(Text& rest, std::string& out, const Variables& known, Text here) {
  if (rest.starts_with("%~dp0") || rest.starts_with("%~DP0")) {
    out.append(here).append("/");
    rest.remove_prefix(5);
    return true;
  }
  const auto end = rest.find(rest.front(), 1);
  if (end == Text::npos || end == 1) return false;
  const auto name = rest.substr(1, end - 1);
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return false;
  if (lower(name) == "cd")
    out += '.';
  else
    out += replaced(name, std::nullopt, known, true);
  rest.remove_prefix(end + 1);
  return true;
}

bool take_dollar(Text& rest, Shell shell, std::string& out, const Variables& known, Text here) {
  // $(dirname "$0"), $(cd ... && pwd): where the script lies, as far as can be told.
  if (rest.starts_with("$(") || rest.starts_with("${BASH_SOURCE") || rest.starts_with("${0%")) {
    const bool folder = rest.starts_with("${") || rest.find("dirname") < 40;
    int depth = 0;
    std::size_t end = 1;
    for (; end < rest.size(); ++end) {
      if (rest[end] == '(' || rest[end] == '{') ++depth;
      if ((rest[end] == ')' || rest[end] == '}') && --depth == 0) break;
    }
    if (end == rest.size()) return false;
    out += folder ? std::string(here.empty() ? "." : here) : std::string(1, unknown_mark);
    rest.remove_prefix(end + 1);
    return true;
  }
  auto name = rest.substr(1);
  const bool braces = name.starts_with('{');
  if (braces) name = name.substr(1, name.find('}') - 1);
  if (braces && rest.find('}') == Text::npos) return false;
  if (lower(name.substr(0, 4)) == "env:") name.remove_prefix(4);
  std::size_t size = 0;
  while (size < name.size() && is_name_character(name[size])) ++size;
  if (size == 0) return false;
  std::optional<Text> fallback;
  const auto behind = name.substr(size);
  if (braces && (behind.starts_with(":-") || behind.starts_with(":=")))
    fallback = behind.substr(2);
  else if (braces && behind.starts_with("-"))
    fallback = behind.substr(1);
  const auto whole =
      braces ? rest.find('}') + 1 : static_cast<std::size_t>(name.data() - rest.data()) + size;
  name = name.substr(0, size);
  if (shell == Shell::powershell && name == "PSScriptRoot")
    out += here.empty() ? "." : std::string(here);
  else if (name == "PWD")
    out += '.';
  else
    out += replaced(name, fallback, known, shell == Shell::powershell);
  rest.remove_prefix(whole);
  return true;
}

}  // namespace

std::vector<LogicalLine> logical_lines(Text text, Shell shell) {
  std::vector<LogicalLine> lines;
  std::size_t number = 0;
  bool goes_on = false;
  for (const auto raw : split(text, '\n')) {
    ++number;
    auto line = trim(raw);
    if (!goes_on && (line.empty() || is_comment(line, shell))) continue;
    const bool more = line.ends_with(continuation(shell));
    if (more) line.remove_suffix(1);
    if (goes_on)
      lines.back().text.append(" ").append(line);
    else
      lines.push_back({std::string(line), number});
    goes_on = more;
  }
  return lines;
}

std::string expanded(Text text, Shell shell, const Variables& known, Text here) {
  std::string out;
  bool single = false;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '\'' && shell != Shell::batch) single = !single;
    const bool mark = shell == Shell::batch ? c == '%' || c == '!' : c == '$' && !single;
    if (mark && (shell == Shell::batch ? take_batch(text, out, known, here)
                                       : take_dollar(text, shell, out, known, here)))
      continue;
    out += c == '$' ? "$$" : std::string(1, c);
    text.remove_prefix(1);
  }
  return out;
}

std::vector<std::vector<std::string>> commands_of(Text text, Shell shell) {
  std::vector<std::vector<std::string>> commands(1);
  std::string word;
  bool some = false;
  char quote = 0;
  int braces = 0;
  const auto end_word = [&] {
    if (some || !word.empty()) commands.back().push_back(std::move(word));
    word.clear();
    some = false;
  };
  const auto end_command = [&] {
    end_word();
    if (!commands.back().empty()) commands.emplace_back();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else if (c == '\\' && shell == Shell::sh && quote == '"' && i + 1 < text.size() &&
               text[i + 1] == '"')
        word += text[++i];
      else
        word += c;
    } else if (c == '"' || (c == '\'' && shell != Shell::batch)) {
      quote = c;
      some = true;
    } else if (braces > 0 || (c == '{' && i > 0 && text[i - 1] == '$')) {
      // A variable stays one word, whatever its fallback holds.
      if (c == '{') ++braces;
      if (c == '}') --braces;
      word += c;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
    } else if (c == ';' || c == '|' || c == '&' || c == '(' || c == ')' || c == '\n' ||
               (c == '{' && shell == Shell::powershell)) {
      // PowerShell's "& program" and batch's "start /b": the mark is no word of the command.
      end_command();
    } else if (c == '>' || c == '<') {
      end_command();
      // The file that the output goes to is not a command; it ends with the next blank.
      while (i + 1 < text.size() &&
             (text[i + 1] == ' ' || text[i + 1] == '>' || text[i + 1] == '&'))
        ++i;
      while (i + 1 < text.size() && text[i + 1] != ' ') ++i;
    } else if (c == '#' && word.empty() && !some && shell != Shell::batch) {
      break;
    } else {
      word += c;
    }
  }
  end_command();
  commands.pop_back();
  return commands;
}

}  // namespace preflight::init
