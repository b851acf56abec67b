#include "checks/service/systemd_journal.hpp"

#include <nlohmann/json.hpp>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_message = 4096;
// Deeper than any entry: an entry holds texts, and lists of numbers or of texts.
constexpr int deepest = 3;

/// A field is a text; a list of bytes, where it is not UTF-8; a list of these, where it was given
/// several times; or null, where it is too large for journalctl.
std::string bytes_of(const Json& field, bool& cut) {
  std::string bytes;
  if (const auto* text = field.get_ptr<const std::string*>()) {
    bytes = text->substr(0, longest_message);
    cut = text->size() > longest_message;
  } else if (field.is_array() && !field.empty() && !field.front().is_number()) {
    return bytes_of(field.front(), cut);
  } else if (field.is_array()) {
    for (const auto& byte : field) {
      if (bytes.size() == longest_message) break;
      if (byte.is_number_unsigned() && byte.get<std::uint64_t>() < 256)
        bytes += static_cast<char>(byte.get<std::uint64_t>());
    }
    cut = field.size() > longest_message;
  } else {
    cut = field.is_null();
  }
  return bytes;
}

std::string text_of(const Json& object, const char* key) {
  bool cut{};
  const auto found = object.find(key);
  return found == object.end() ? std::string() : bytes_of(*found, cut);
}

JournalEntry entry_of(const Json& object) {
  JournalEntry entry;
  entry.at = parse_unsigned(text_of(object, "__REALTIME_TIMESTAMP")).value_or(0);
  if (const auto message = object.find("MESSAGE"); message != object.end())
    entry.message = bytes_of(*message, entry.cut);
  entry.message_id = text_of(object, "MESSAGE_ID");
  entry.identifier = text_of(object, "SYSLOG_IDENTIFIER");
  if (entry.identifier.empty()) entry.identifier = text_of(object, "_COMM");
  entry.by_systemd = text_of(object, "_PID") == "1";
  entry.unit = text_of(object, entry.by_systemd ? "UNIT" : "_SYSTEMD_UNIT");
  return entry;
}

}  // namespace

Journal decode_journal(std::string_view lines) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest; };
  Journal journal;
  for (const auto line : split(lines, '\n')) {
    if (trim(line).empty()) continue;
    const auto object = Json::parse(line, shallow, false);
    if (object.is_object())
      journal.entries.push_back(entry_of(object));
    else
      ++journal.unreadable;
  }
  return journal;
}

}  // namespace preflight::service
