#include "cli/init/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/init/shell_text.hpp"
#include "cli/init/start_line.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

constexpr std::size_t most_variables = 500;

bool is_name(Text text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

std::string unquoted(Text text) {
  text = trim(text);
  if (text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

/// "NAME=value" behind the words of the shell that set a variable; nothing where a line does not.
std::optional<std::pair<std::string, std::string>> assignment(Text line, Shell shell) {
  const auto small = lower(line.substr(0, 32));
  if (shell == Shell::batch) {
    if (line.starts_with('@')) return assignment(trim(line.substr(1)), shell);
    if (!small.starts_with("set ")) return std::nullopt;
    line = trim(line.substr(4));
    if (lower(line.substr(0, 3)) == "/a ") line = trim(line.substr(3));
    if (lower(line.substr(0, 2)) == "/p") return std::nullopt;
    if (line.starts_with('"')) line = line.substr(1, line.rfind('"') - 1);
  } else if (shell == Shell::powershell) {
    if (small.starts_with("param(")) line = trim(line.substr(6));
    if (line.starts_with('[')) line = trim(line.substr(std::min(line.find(']') + 1, line.size())));
    if (!line.starts_with('$')) return std::nullopt;
    line.remove_prefix(1);
    if (lower(line.substr(0, 4)) == "env:") line.remove_prefix(4);
    while (line.ends_with(',') || line.ends_with(')')) line.remove_suffix(1);
  } else {
    for (const Text word : {"export ", "local ", "readonly ", "declare "})
      if (line.starts_with(word)) line = trim(line.substr(word.size()));
  }
  const auto equals = line.find('=');
  if (equals == Text::npos || !is_name(trim(line.substr(0, equals)))) return std::nullopt;
  auto value = line.substr(equals + 1);
  if (shell == Shell::sh) {
    // "PORT=8000 uvicorn ..." is a command.
    const auto words = commands_of(value, shell);
    if (words.size() > 1 || (words.size() == 1 && words[0].size() > 1)) return std::nullopt;
    if (!words.empty()) return std::pair{std::string(trim(line.substr(0, equals))), words[0][0]};
  }
  return std::pair{std::string(trim(line.substr(0, equals))),
                   shell == Shell::batch ? std::string(trim(value)) : unquoted(value)};
}

std::string folder_after_cd(const std::vector<std::string>& words, Text folder) {
  const Text last = words.back();
  if (words.size() < 2 || last.starts_with("-")) return std::string(folder);
  if (last.find(unknown_mark) != Text::npos || needs_variable(last)) return std::string(folder);
  return tidy_path(last);
}

class Script {
 public:
  Script(Shell shell, Text file) : shell_(shell), here_(folder_of(file)) {}

  void line(const LogicalLine& entry) {
    // A script that puts its own words into a variable over and over would grow without end.
    constexpr std::size_t longest = 4096;
    if (entry.text.size() > longest) return;
    const auto text = expanded(entry.text, shell_, variables_, here_.empty() ? "." : here_);
    if (text.size() > 4 * longest) return;
    add(health_urls(text, entry.line));
    // PowerShell's name is a reference itself, which must stay; in the others it is a plain word.
    if (auto set = assignment(shell_ == Shell::powershell ? entry.text : text, shell_)) {
      if (shell_ == Shell::powershell)
        set->second = expanded(set->second, shell_, variables_, here_.empty() ? "." : here_);
      return variable(std::move(*set), entry.line);
    }
    for (auto& words : commands_of(text, shell_)) command(words, entry.line);
  }

  Sightings take() { return std::move(found_); }

 private:
  void add(Sightings more) {
    for (auto& entry : more) {
      // What a script computes is not known.
      if (entry.text.find(unknown_mark) != std::string::npos) continue;
      found_.push_back(std::move(entry));
    }
  }

  void variable(std::pair<std::string, std::string> set, std::size_t line) {
    auto& [name, value] = set;
    if (value.find(unknown_mark) != std::string::npos || variables_.size() >= most_variables)
      return;
    const auto small = lower(name);
    if (const auto file = sqlite_file(value); !file.empty())
      add({{Kind::database, join_path(folder_, file), line, name, Role::main, Rank::constant}});
    if (small == "service_name" || small == "servicename")
      add({{Kind::service, value, line, name, Role::service, Rank::constant}});
    if (names_own_port(name) && is_port(value))
      add({{Kind::port, value, line, name, Role::main, Rank::constant}});
    variables_.push_back({std::move(name), std::move(value), line});
  }

  void command(std::vector<std::string>& words, std::size_t line) {
    if (words.empty()) return;
    auto first = lower(words[0]);
    if (first.starts_with('@')) first.erase(0, 1), words[0].erase(0, 1);
    if (first == "cd" || first == "pushd" || first == "set-location" || first == "chdir") {
      folder_ = folder_after_cd(words, folder_);
      return;
    }
    if (first == "echo" || first == "rem" || first == "write-host" || first == "set") return;
    add(start_line(words, {line, Role::main, folder_, variables_}));
  }

  Shell shell_;
  std::string here_;
  std::string folder_{};
  Variables variables_{};
  Sightings found_{};
};

}  // namespace

Sightings read_script(Text text, Shell shell, Text file) {
  Script script{shell, file};
  for (const auto& entry : logical_lines(text, shell)) script.line(entry);
  return script.take();
}

Sightings read_procfile(Text text) {
  Sightings found;
  for (const auto& entry : logical_lines(text, Shell::sh)) {
    const auto colon = entry.text.find(": ");
    if (colon == std::string::npos || !is_name(Text{entry.text}.substr(0, colon))) continue;
    const auto command = Text{entry.text}.substr(colon + 2);
    // foreman(1): each process type is a start of its own; "release" is none that stays.
    if (entry.text.starts_with("release:")) continue;
    for (auto& seen : read_command(command, entry.line, Role::main, {}))
      found.push_back(std::move(seen));
  }
  return found;
}

Sightings read_command(Text text, std::size_t line, Role role, const Variables& variables) {
  constexpr std::size_t longest = 8192;
  Sightings found;
  if (text.size() > longest) return found;
  for (auto& words : commands_of(expanded(text, Shell::sh, variables, "."), Shell::sh))
    for (auto& seen : start_line(words, {line, role, "", variables}))
      if (seen.text.find(unknown_mark) == std::string::npos) found.push_back(std::move(seen));
  return found;
}

bool is_health_path(Text path) {
  path = path.substr(0, path.find_first_of("?#"));
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  constexpr std::array<Text, 9> names{"health",       "healthz",      "healthcheck",
                                      "health-check", "health_check", "ready",
                                      "readyz",       "live",         "livez"};
  const auto last = name_of(path);
  if (std::find(names.begin(), names.end(), last) == names.end()) return false;
  // "/ready" may be anything; below "/health" it is what it says.
  return path.starts_with('/');
}

Sightings health_urls(Text text, std::size_t line) {
  Sightings found;
  for (auto at = text.find("http"); at != Text::npos; at = text.find("http", at + 4)) {
    auto url = text.substr(at);
    url = url.substr(0, url.find_first_of(" \t\r\n\"'`<>|)\\,;"));
    const auto scheme = url.find("://");
    if (scheme != 4 && scheme != 5) continue;
    const auto slash = url.find('/', scheme + 3);
    if (slash == Text::npos || !is_health_path(url.substr(slash))) continue;
    const auto host = url.substr(scheme + 3, slash - scheme - 3);
    // Somebody else's health is not this server's.
    if (!host.starts_with("localhost") && !host.starts_with("127.0.0.1") &&
        !host.starts_with("0.0.0.0") && !host.starts_with("[::1]"))
      continue;
    found.push_back({Kind::health, std::string(url), line, "a health URL"});
  }
  return found;
}

}  // namespace preflight::init
