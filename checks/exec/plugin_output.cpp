#include "checks/exec/plugin_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "checks/base/text.hpp"

namespace preflight::exec {

namespace {

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_remedies = 20;
constexpr std::size_t longest_text = 2000;  // bytes
constexpr std::size_t most_more = 4000;     // bytes

struct Malformed {
  std::string why;
};

// Not through the middle of a character of UTF-8.
std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + " ...";
}

/// "room.what", as finding codes are.
bool is_code(std::string_view text) {
  const auto dot = text.find('.');
  const auto is_word = [](std::string_view word) {
    return !word.empty() && word.size() <= 60 && std::all_of(word.begin(), word.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
  };
  return dot != std::string_view::npos && is_word(text.substr(0, dot)) &&
         is_word(text.substr(dot + 1));
}

std::optional<std::string> text_at(const Value& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return std::nullopt;
  if (!member->is_string()) throw Malformed{fmt::format("'{}' is no text", key)};
  return shortened(member->get_ref<const std::string&>(), longest_text);
}

std::string needed_text_at(const Value& object, const char* key) {
  auto text = text_at(object, key);
  if (!text || trim(*text).empty()) throw Malformed{fmt::format("'{}' is missing", key)};
  return *std::move(text);
}

template <class Enum, std::size_t N>
Enum word_at(const Value& object, const char* key,
             const std::array<std::pair<std::string_view, Enum>, N>& words,
             std::optional<Enum> usual) {
  const auto text = text_at(object, key);
  if (!text && usual) return *usual;
  for (const auto& [word, value] : words)
    if (text && *text == word) return value;
  throw Malformed{text ? fmt::format("'{}' cannot be '{}'", key, *text)
                       : fmt::format("'{}' is missing", key)};
}

Severity severity_at(const Value& object) {
  constexpr std::array<std::pair<std::string_view, Severity>, 4> words{
      {{"info", Severity::info},
       {"warning", Severity::warning},
       {"error", Severity::error},
       {"blocker", Severity::blocker}}};
  return word_at<Severity>(object, "severity", words, std::nullopt);
}

Needs needs_at(const Value& object) {
  constexpr std::array<std::pair<std::string_view, Needs>, 4> words{{{"nothing", Needs::nothing},
                                                                     {"user", Needs::user},
                                                                     {"admin", Needs::admin},
                                                                     {"person", Needs::person}}};
  return word_at<Needs>(object, "needs", words, Needs::user);
}

const Value& list_at(const Value& object, const char* key, std::size_t most) {
  static const Value none = Value::array();
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return none;
  if (!member->is_array()) throw Malformed{fmt::format("'{}' is no list", key)};
  if (member->size() > most) throw Malformed{fmt::format("'{}' has more than {}", key, most)};
  for (const auto& item : *member)
    if (!item.is_object()) throw Malformed{fmt::format("an item of '{}' is no object", key)};
  return *member;
}

Finding finding_of(const Value& object) {
  Finding finding;
  finding.severity = severity_at(object);
  finding.message = needed_text_at(object, "message");
  finding.cause = text_at(object, "cause");
  finding.code = text_at(object, "code").value_or(std::string(code_of(finding.severity)));
  if (!is_code(finding.code)) throw Malformed{fmt::format("'{}' is no code", finding.code)};
  if (const auto hard = object.find("hard"); hard != object.end()) {
    if (!hard->is_boolean()) throw Malformed{"'hard' is neither true nor false"};
    finding.hard = hard->get<bool>();
  }
  for (const auto& remedy : list_at(object, "remedies", most_remedies))
    finding.remedies.push_back(
        {needed_text_at(remedy, "text"), text_at(remedy, "command"), needs_at(remedy)});
  if (const auto evidence = object.find("evidence");
      evidence != object.end() && evidence->is_object() && evidence->dump().size() <= most_more)
    finding.evidence = *evidence;
  return finding;
}

void decode_rich(std::string_view text, Said& said) {
  const auto document = Value::parse(text, nullptr, false);
  if (document.is_discarded()) throw Malformed{"it is no JSON"};
  const auto findings = document.find("findings");
  if (findings == document.end()) throw Malformed{"'findings' is missing"};
  said.summary = text_at(document, "summary").value_or("");
  for (const auto& object : list_at(document, "findings", most_findings))
    said.findings.push_back(finding_of(object));
  said.rich = true;
}

void decode_plain(std::string_view text, Said& said) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  const auto bar = std::min(line.find('|'), line.size());
  said.summary = shortened(trim(line.substr(0, bar)), longest_text);
  said.measured = shortened(trim(line.substr(std::min(bar + 1, line.size()))), longest_text);
  said.more = shortened(trim(text.substr(end)), most_more);
}

}  // namespace

std::string_view code_of(Severity severity) {
  switch (severity) {
    case Severity::blocker:
      return "exec.failed";
    case Severity::error:
      return "exec.unknown";
    default:
      return "exec.warned";
  }
}

Said decode_plugin_output(std::string_view output) {
  Said said;
  const auto text = trim(output);
  if (!text.starts_with('{')) {
    decode_plain(text, said);
    return said;
  }
  try {
    decode_rich(text, said);
  } catch (const Malformed& malformed) {
    said = {};
    said.malformed = malformed.why;
  } catch (const Value::exception&) {  // bytes that are no UTF-8, met while measuring evidence
    said = {};
    said.malformed = "it is not UTF-8";
  }
  return said;
}

}  // namespace preflight::exec
