// `password=...`, `"token": "..."`, `Authorization: ...`, `?sig=...`.
#include <algorithm>
#include <array>
#include <string>

#include "cli/bundle/none.hpp"
#include "cli/bundle/secret_finders.hpp"
#include "cli/bundle/secret_names.hpp"

namespace preflight::bundle {

namespace {

constexpr std::size_t longest_setting_name = 128;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

struct Name {
  std::string_view text{};
  std::size_t begin{};
  char before{};  ///< the character before it; 0 at the start
  bool quoted{};  ///< as in JSON
};

// What stands before the '=' or ':' at `at`.
Name name_before(std::string_view text, std::size_t at) {
  auto end = at;
  while (end > 0 && is_blank(text[end - 1])) --end;
  const bool quoted = end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'');
  if (quoted) --end;
  if (end > 0 && text[end - 1] == '\\') --end;
  auto begin = end;
  while (begin > 0 && is_name(text[begin - 1]) && end - begin < longest_setting_name) --begin;
  return {text.substr(begin, end - begin), begin, begin > 0 ? text[begin - 1] : '\0', quoted};
}

// "${DB_PASSWORD}", "$DB_PASSWORD" and "%DB_PASSWORD%" only say where the secret is; and these
// words are none.
bool is_no_secret(std::string_view value) {
  constexpr std::array<std::string_view, 8> words{"null", "none", "true",  "false",
                                                  "None", "True", "False", "NULL"};
  if (std::find(words.begin(), words.end(), value) != words.end()) return true;
  const auto named = [](std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), is_name);
  };
  if (value.starts_with("${") && value.ends_with('}') && value.size() > 3)
    return named(value.substr(2, value.size() - 3));
  if (value.starts_with('$')) return named(value.substr(1));
  return value.size() > 2 && value.starts_with('%') && value.ends_with('%') &&
         named(value.substr(1, value.size() - 2));
}

// "Password=my secret;Database=x": in a connection string a value ends at ';' alone.
std::size_t end_in_connection(std::string_view text, std::size_t begin, std::size_t end,
                              char before) {
  constexpr std::size_t farthest = 1024;
  const auto nearby = text.substr(0, std::min(text.size(), end + farthest));
  const auto stop = std::min(nearby.find_first_of(";\"'\n", begin), nearby.size());
  if (stop <= end) return std::min(stop, end);
  const auto rest = text.substr(end, stop - end);
  const bool follows = stop < text.size() && text[stop] == ';' && rest.find('=') == none;
  return before == ';' || follows ? stop : end;
}

std::size_t end_of_value(std::string_view text, std::size_t begin, const Name& name, bool query) {
  if (query)
    return std::min(text.find_first_of(std::string_view{"&#\"'<> \t\r\n\0", 10}, begin),
                    text.size());
  if (text[begin] == '{') {  // ODBC's PWD={...}
    const auto end = text.find_first_of("}\n", begin);
    return end == none ? text.size() : end + (text[end] == '}' ? 1 : 0);
  }
  // An option of a command line or a variable before a command may hold any ';'.
  const bool option = name.text.starts_with('-');
  constexpr std::size_t farthest = 1024;
  const auto nearby = text.substr(0, std::min(text.size(), begin + farthest));
  const auto semicolon = option ? none : nearby.find(';', begin);
  auto end = word_at(text.substr(0, semicolon), begin).end;
  if (name.quoted) end = std::min(end, text.find_first_of(",]}", begin));
  return option ? end : end_in_connection(text, begin, end, name.before);
}

bool is_header(std::string_view name) {
  return kind_of(name) == "cookie" ||
         (name.size() >= 13 && (name.ends_with("uthorization") || name.ends_with("UTHORIZATION")));
}

bool is_working_folder(const Name& name, std::string_view value) {
  return (name.text == "PWD" || name.text == "OLDPWD") && value.starts_with('/');
}

SecretSpan setting_at(std::string_view text, std::size_t at, const Name& name) {
  const bool query = text[at] == '=' && (name.before == '?' || name.before == '&');
  auto begin = at + 1;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  if (begin >= text.size() || text[begin] == '\n' || text[begin] == '\r') return {};
  if (is_header(name.text)) {
    if (text[begin] == '"') ++begin;
    return {begin, std::min(text.find_first_of("\"'\r\n\\", begin), text.size()),
            kind_of(name.text)};
  }
  // A list or an object: what is in it is looked at by itself, or was removed as a whole.
  if (text[at] == ':' && text[begin] == '{') return {};
  const bool quoted = text[begin] == '"' || text[begin] == '\'' ||
                      (text[begin] == '\\' && begin + 1 < text.size() &&
                       (text[begin + 1] == '"' || text[begin + 1] == '\''));
  if (quoted && !query) {
    auto span = word_at(text, begin);
    span.kind = kind_of(name.text);
    return span;
  }
  return {begin, end_of_value(text, begin, name, query), kind_of(name.text)};
}

}  // namespace

void find_settings(std::string_view text, Spans& spans) {
  for (auto at = text.find_first_of("=:"); at != none; at = text.find_first_of("=:", at + 1)) {
    if (text.substr(at + 1).starts_with("//") || text.substr(at + 1).starts_with(':')) continue;
    const auto name = name_before(text, at);
    const bool query = text[at] == '=' && (name.before == '?' || name.before == '&');
    if (name.text.empty()) continue;
    const bool slash_p = name.before == '/' && text[at] == ':' &&
                         (name.text == "p" || name.text == "P") &&
                         (name.begin < 2 || ends_word(text[name.begin - 2]));
    if (!slash_p && !(query ? is_secret_parameter(name.text) : is_secret_name(name.text))) continue;
    auto span = setting_at(text, at, name);
    if (span.begin >= span.end) continue;
    const auto value = text.substr(span.begin, span.end - span.begin);
    if (is_no_secret(value) || is_working_folder(name, value)) continue;
    if (slash_p) span.kind = "password";
    spans.push_back(span);
    at = std::max(at, span.end - 1);
  }
}

}  // namespace preflight::bundle
