#include "cli/command_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/codes/codes.hpp"
#include "cli/commands.hpp"
#include "cli/completions.hpp"
#include "cli/help.hpp"
#include "cli/plan_commands.hpp"
#include "report/render.hpp"

namespace preflight {

namespace {

using Kind = ValueHint::Kind;

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const auto& format : all_formats()) names.push_back(format.name);
  return names;
}

// "auto|always|never" and "[report|config]" are to be typed as they stand; capitals stand for
// something else.
std::vector<std::string_view> choices(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.find('|') == std::string_view::npos || std::any_of(text.begin(), text.end(), capital))
    return {};
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find('|'), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

ValueHint hint_of(std::string_view value, std::span<const Check> checks) {
  if (value.empty()) return {};
  if (auto words = choices(value); !words.empty()) return {Kind::words, std::move(words)};
  if (value == "FORMAT") return {Kind::words, format_names()};
  if (value == "FORMAT=FILE") return {Kind::format_file, format_names()};
  if (value == "FAMILY") return {Kind::words, codes::family_words()};
  if (value == "SHELL") {
    ValueHint shells{Kind::words, {}};
    for (const auto& shell : all_shells()) shells.words.push_back(shell.name);
    return shells;
  }
  if (value == "CODE") return {Kind::words, known_codes(checks)};
  if (value == "DIR") return {Kind::folder, {}};
  for (const auto name : {"FILE", "PATH", "EXE", "COMMAND"})
    if (value.find(name) != std::string_view::npos) return {Kind::file, {}};
  return {Kind::anything, {}};
}

void add(CommandWords& command, std::span<const Option* const> options,
         std::span<const Check> checks) {
  for (const auto* option : options)
    command.options.push_back({option, hint_of(option->value, checks)});
  // Only a report has all formats; what else has one has a text and an object.
  const auto named = [&](std::string_view name) {
    return std::find_if(command.options.begin(), command.options.end(),
                        [&](const OptionWords& one) { return one.option->name == name; });
  };
  const auto format = named("--format");
  if (format != command.options.end() && named("--report") == command.options.end())
    format->value = {Kind::words, {"console", "json"}};
}

std::vector<std::string_view> topics(std::span<const Check> checks) {
  std::vector<std::string_view> names;
  const auto add_once = [&](std::string_view name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  };
  for (const auto& check : checks) add_once(check.id);
  for (const auto& command : all_commands()) add_once(command.name);
  for (const auto& check : checks) add_once(check.command);
  return names;
}

}  // namespace

std::vector<CommandWords> command_words(std::span<const Check> checks) {
  std::vector<CommandWords> all;
  for (const auto& command : all_commands()) {
    auto& words = all.emplace_back();
    words.name = command.name;
    words.summary = command.summary;
    words.bare = command.words;
    words.bare_value = command.name == "help"
                           ? ValueHint{Kind::words, topics(checks)}
                           : hint_of(command.words.substr(0, command.words.find("...")), checks);
    if (command.options != nullptr) add(words, command.options(checks), checks);
  }
  for (const auto& check : checks) {
    if (check.command.empty()) continue;
    auto& words = all.emplace_back();
    words.name = check.command;
    words.summary = check.summary;
    words.bare = fmt::format("{}...", check.target.value);
    words.bare_value = hint_of(check.target.value, checks);
    add(words, by_hand_options(check, checks), checks);
  }
  return all;
}

}  // namespace preflight
