#include "checks/exec/command_object.hpp"

#include <fmt/format.h>

#include "checks/base/duration.hpp"
#include "report/value.hpp"

namespace preflight::exec {

namespace {

/// A word ends at a zero byte for every system.
const std::string* text_of(const Value& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr && text->find('\0') == std::string::npos ? text : nullptr;
}

std::optional<std::string> words_of(const Value& value, std::vector<std::string>& words) {
  if (const auto* text = text_of(value)) {
    auto parsed = command_words(*text);
    if (const auto* wrong = std::get_if<NoCommand>(&parsed)) return "its command " + wrong->why;
    words = std::get<std::vector<std::string>>(std::move(parsed));
    return std::nullopt;
  }
  if (!value.is_array() || value.empty())
    return "has a command that is no text and no list of texts";
  for (const auto& item : value) {
    const auto* word = text_of(item);
    if (word == nullptr) return "has a command with something in it that is no text";
    words.push_back(*word);
  }
  if (words.front().empty()) return "has a command without a program";
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> timeout_of(const Value& value) {
  const auto* text = text_of(value);
  const auto span = parse_duration(text != nullptr ? *text : value.is_number() ? value.dump() : "");
  return span && span->count() > 0 ? span : std::nullopt;
}

/// What is wrong with one member; nothing where all is well.
std::optional<std::string> take(CommandObject& object, const std::string& key, const Value& value) {
  if (key == "command") return words_of(value, object.words);
  if (key == "timeout") {
    object.timeout = timeout_of(value);
    if (object.timeout) return std::nullopt;
    return "has a timeout that is no duration (250ms, 2s, 5m; a bare number is seconds)";
  }
  if (key != "name" && key != "folder")
    return fmt::format("has a key '{}'; there are name, command, folder, timeout", key);
  const auto* text = text_of(value);
  if (text == nullptr || text->empty()) return fmt::format("has a {} that is no text", key);
  (key == "name" ? object.name : object.folder) = *text;
  return std::nullopt;
}

}  // namespace

std::variant<CommandObject, NoCommand> command_object(std::string_view json) {
  const auto value = Value::parse(json, nullptr, false);
  if (!value.is_object()) return NoCommand{"begins as a JSON object and is none"};
  CommandObject object;
  for (const auto& [key, member] : value.items())
    if (auto wrong = take(object, key, member)) return NoCommand{std::move(*wrong)};
  if (object.words.empty()) return NoCommand{"has no command"};
  return object;
}

}  // namespace preflight::exec
