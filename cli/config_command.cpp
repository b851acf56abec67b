#include "cli/config_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/duration.hpp"
#include "cli/config_file.hpp"
#include "cli/config_variables.hpp"
#include "cli/nearest.hpp"

namespace preflight {

namespace {

constexpr std::array<std::string_view, 4> keys{"command", "name", "folder", "timeout"};

ConfigError error_at(Spot spot, std::string message) { return {spot, std::move(message)}; }

bool is_word(const Node& node) {
  return node.kind == NodeKind::text && node.text.find('\0') == std::string::npos;
}

std::optional<ConfigError> check_words(const Node& node, const std::string& path) {
  if (is_word(node) && !node.text.empty()) return std::nullopt;
  if (node.kind != NodeKind::list || node.children.empty())
    return error_at(node.spot,
                    fmt::format("{}: the program and its arguments belong here, as a list", path));
  for (const auto& word : node.children)
    if (!is_word(word)) return error_at(word.spot, fmt::format("{}: a word is no text", path));
  if (node.children.front().text.empty())
    return error_at(node.spot, fmt::format("{}: the program is empty", path));
  return std::nullopt;
}

std::optional<ConfigError> check_timeout(const Node& node, const std::string& path) {
  if (node.kind == NodeKind::text && node.text.find('$') != std::string::npos) return std::nullopt;
  const bool scalar = node.kind == NodeKind::number || node.kind == NodeKind::text;
  const auto span = scalar ? parse_duration(node.text) : std::nullopt;
  if (span && span->count() > 0) return std::nullopt;
  return error_at(
      node.spot, fmt::format("{}: not a duration (250ms, 2s, 5m; a bare number is seconds)", path));
}

std::optional<ConfigError> check_member(const Node& member, std::string_view path) {
  const auto key = fmt::format("{}.{}", path, member.name);
  if (member.name == "command") return check_words(member, key);
  if (member.name == "timeout") return check_timeout(member, key);
  if (std::find(keys.begin(), keys.end(), member.name) == keys.end())
    return error_at(member.name_spot,
                    fmt::format("{}: there is no such key{}; there are {}", key,
                                did_you_mean(member.name, keys), fmt::join(keys, ", ")));
  if (is_word(member) && !member.text.empty()) return std::nullopt;
  return error_at(member.spot, fmt::format("{}: a text belongs here", key));
}

Value value_of(const Node& node, std::string_view path, const Environment& environment) {
  if (node.kind == NodeKind::list) {
    Value list = Value::array();
    for (const auto& word : node.children) list.push_back(value_of(word, path, environment));
    return list;
  }
  // Digits stay as they were written.
  if (node.kind == NodeKind::number) return node.text;
  auto text = with_variables(node.text, environment);
  if (const auto* error = std::get_if<NoText>(&text))
    throw WrongConfig{error_at(node.spot, fmt::format("{}: {}", path, error->message))};
  return std::get<std::string>(std::move(text));
}

}  // namespace

bool takes_object(const Option& option) { return option.value == "COMMAND"; }

std::optional<ConfigError> check_command(const Node& object, std::string_view path) {
  bool has_command = false;
  for (const auto& member : object.children) {
    if (auto error = check_member(member, path)) return error;
    has_command |= member.name == "command";
  }
  if (has_command) return std::nullopt;
  return error_at(object.spot, fmt::format("{}: it has no \"command\"", path));
}

std::variant<std::string, ConfigError> command_text(const Node& object, std::string_view path,
                                                    const Environment& environment) {
  try {
    Value value = Value::object();
    for (const auto& member : object.children)
      value[member.name] = value_of(member, fmt::format("{}.{}", path, member.name), environment);
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
  } catch (WrongConfig& wrong) {
    return std::move(wrong.error);
  }
}

std::string command_beside(std::string_view path, std::string text) {
  if (!text.starts_with('{')) return text;
  auto value = Value::parse(text, nullptr, false);
  if (!value.is_object()) return text;
  const auto folder = value.find("folder");
  const bool named = folder != value.end() && folder->is_string();
  auto seen = beside(path, named ? folder->get<std::string>() : ".");
  if (seen != ".") value["folder"] = std::move(seen);
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

Value command_schema(const Value& duration) {
  const Value text{{"type", "string"}, {"minLength", 1}};
  Value words{{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}};
  words["description"] = "the program and its arguments; no shell reads them";
  Value name = text, folder = text, timeout = duration;
  name["description"] = "what the report calls it";
  folder["description"] = "working directory, as seen from this file [the folder of this file]";
  timeout["description"] = "how long it may take, in place of the policy's timeout";
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"command"}},
          {"properties",
           {{"name", std::move(name)},
            {"command", {{"anyOf", {text, std::move(words)}}}},
            {"folder", std::move(folder)},
            {"timeout", std::move(timeout)}}}};
}

}  // namespace preflight
