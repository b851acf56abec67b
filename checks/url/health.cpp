#include "checks/url/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "checks/base/text.hpp"

namespace preflight::url {

namespace {

// Not the type of the reports: looking a key up there takes as long as there are keys.
using Json = nlohmann::json;

constexpr std::size_t longest_text = 200;
constexpr std::size_t most_parts = 12;
constexpr std::size_t most_notes = 6;
constexpr std::size_t deepest = 8;
constexpr std::size_t most_members = 20'000;

template <std::size_t N>
using Words = std::array<std::string_view, N>;

// Not through the middle of a character of UTF-8.
std::string shortened(std::string_view text, std::size_t most = longest_text) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + " ...";
}

/// "Timed_Out" and "timed-out" are both "timed out".
std::string in_plain_words(std::string_view text) {
  auto result = lower(text);
  for (auto& c : result)
    if (c == '_' || c == '-') c = ' ';
  return result;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const Words<N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

template <std::size_t N>
bool ends_as_one_of(std::string_view text, const Words<N>& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.ends_with(word); });
}

/// Of a part only what is surely bad is told: servers have words of their own for what is well.
bool is_bad_state(std::string_view state) {
  constexpr Words<30> words{
      "degraded",    "warn",    "warning",   "unhealthy", "down",        "fail",
      "failed",      "failing", "failure",   "error",     "errored",     "disconnected",
      "unavailable", "timeout", "timed out", "critical",  "offline",     "stopped",
      "dead",        "lost",    "unknown",   "missing",   "unreachable", "bad",
      "crashed",     "red",     "yellow",    "not ok",    "full",        "out of service"};
  const auto small = in_plain_words(trim(state.substr(0, 40)));
  return is_one_of(small, words) || small.starts_with("error:") || small.starts_with("not ") ||
         small.starts_with("failed ") || small.starts_with("error ") ||
         small.starts_with("unable ") || small.starts_with("cannot ");
}

std::string text_of(const Json& value) {
  if (value.is_string()) return shortened(trim(value.get_ref<const std::string&>()));
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  return value.dump();
}

/// The first of its texts that tell why.
std::string reason_in(const Json& object) {
  for (const auto* key : {"error", "message", "reason", "output", "detail", "description", "info"})
    if (const auto found = object.find(key); found != object.end() && found->is_string())
      return text_of(*found);
  const auto details = object.find("details");  // Spring Boot's
  return details != object.end() && details->is_object() ? reason_in(*details) : std::string();
}

std::optional<Part> part_of(const std::string& name, const Json& value) {
  if (value.is_string()) {
    const auto text = text_of(value);
    return is_bad_state(text) ? std::optional(Part{name, text, {}}) : std::nullopt;
  }
  if (!value.is_object()) return std::nullopt;
  for (const auto* key : {"status", "state", "health", "ok", "healthy"}) {
    const auto found = value.find(key);
    if (found == value.end()) continue;
    if (found->is_boolean() && !found->get<bool>()) return Part{name, "false", reason_in(value)};
    if (found->is_string() && is_bad_state(found->get_ref<const std::string&>()))
      return Part{name, text_of(*found), reason_in(value)};
  }
  return std::nullopt;
}

/// Walks what stands below an object, and collects.
class Walk {
 public:
  explicit Walk(HealthReport& report) : report_(report) {}

  void members(const Json& object, const std::string& path, std::size_t depth) {
    for (const auto& [key, value] : object.items()) {
      if (++seen_ > most_members || report_.parts.size() >= most_parts) return;
      if (depth == 0 && key == "status") continue;
      const auto name = path.empty() ? shortened(key, 60) : path + "." + shortened(key, 60);
      if (depth == 0 && note(key, value)) continue;
      if (!is_word_of_parent(key)) {
        if (auto part = part_of(name, value)) report_.parts.push_back(*std::move(part));
      }
      below(value, name, depth + 1);
    }
  }

 private:
  void below(const Json& value, const std::string& name, std::size_t depth) {
    if (depth > deepest) return;
    if (value.is_object()) members(value, name, depth);
    if (!value.is_array()) return;
    for (const auto& item : value) {
      if (++seen_ > most_members || report_.parts.size() >= most_parts) return;
      const auto own = item.is_object() ? item.find("name") : item.end();
      const auto label = item.is_object() && own != item.end() && own->is_string()
                             ? name + "." + shortened(text_of(*own), 60)
                             : name;
      if (item.is_object())
        if (auto part = part_of(label, item)) report_.parts.push_back(*std::move(part));
      below(item, label, depth + 1);
    }
  }

  // What it says of its parent has been told with the parent.
  static bool is_word_of_parent(std::string_view key) {
    constexpr Words<9> words{"status", "state",  "health", "message",    "error",
                             "reason", "output", "detail", "description"};
    return is_one_of(key, words);
  }

  bool note(const std::string& key, const Json& value) {
    constexpr Words<8> endings{"error",     "warning", "reason", "message",
                               "exception", "detail",  "output", "title"};
    if (!value.is_string() || !ends_as_one_of(in_plain_words(key), endings)) return false;
    if (const auto text = text_of(value); !text.empty() && report_.notes.size() < most_notes)
      report_.notes.push_back(shortened(key, 60) + ": " + text);
    return true;
  }

  HealthReport& report_;
  std::size_t seen_{};
};

Health health_of(const Json& status) {
  constexpr Words<6> well{"healthy", "ok", "ready", "alive", "up", "pass"};
  constexpr Words<2> degraded{"degraded", "warn"};
  if (!status.is_string()) return Health::unwell;
  const auto word = in_plain_words(trim(status.get_ref<const std::string&>()));
  if (is_one_of(word, well)) return Health::well;
  return is_one_of(word, degraded) ? Health::degraded : Health::unwell;
}

/// The object that has the status: itself, or what an error wraps in "detail".
const Json& bearer_in(const Json& document, bool ok) {
  if (ok) return document;
  const auto detail = document.find("detail");
  const auto status = document.find("status");
  const bool own = status != document.end() && !status->is_number();
  return !own && detail != document.end() && detail->is_object() ? *detail : document;
}

HealthReport read(const Json& document, bool ok) {
  HealthReport report;
  const auto& bearer = bearer_in(document, ok);
  const auto status = bearer.find("status");
  if (status != bearer.end() && (ok || !status->is_number())) {
    report.health = health_of(*status);
    report.status = text_of(*status);
  }
  if (report.health != Health::silent || !ok) Walk(report).members(bearer, "", 0);
  return report;
}

std::string_view without_mark(std::string_view body) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";  // of UTF-8
  if (body.starts_with(mark)) body.remove_prefix(mark.size());
  return trim(body);
}

}  // namespace

bool may_be_object(std::string_view beginning) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (mark.starts_with(beginning)) return true;
  const auto rest = without_mark(beginning);
  return rest.empty() || rest.front() == '{';
}

HealthReport read_health(std::string_view body, bool ok) {
  const auto text = without_mark(body);
  if (!text.starts_with('{')) return {};
  HealthReport report;
  report.health = Health::unreadable;
  const auto document = Json::parse(text, nullptr, false);
  return document.is_object() ? read(document, ok) : report;
}

std::string in_words(const HealthReport& report) {
  std::string words;
  const auto add = [&](const std::string& one) { words += (words.empty() ? "" : "; ") + one; };
  for (const auto& part : report.parts)
    add(fmt::format("{}: {}{}", part.name, part.state,
                    part.note.empty() ? "" : " (" + part.note + ")"));
  for (const auto& note : report.notes) add(note);
  return words;
}

}  // namespace preflight::url
