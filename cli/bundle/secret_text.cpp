#include "cli/bundle/secret_text.hpp"

#include <algorithm>

#include "cli/bundle/none.hpp"
#include "cli/bundle/secret_finders.hpp"

namespace preflight::bundle {

bool ends_word(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::string_view kind_of(std::string_view name) {
  const auto has = [&](std::string_view part) {
    return std::search(name.begin(), name.end(), part.begin(), part.end(), [](char a, char b) {
             return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           }) != name.end();
  };
  if (has("pass") || has("pwd")) return "password";
  if (has("token") || has("jwt") || has("bearer")) return "token";
  if (has("cookie")) return "cookie";
  if (has("auth") || has("cred")) return "credentials";
  if (has("key")) return "key";
  if (has("sig")) return "signature";
  return "secret";
}

namespace {

// Behind a closing quote: the word is over, and not a quoted part of it.
bool closes(std::string_view text, std::size_t behind) {
  return behind >= text.size() || ends_word(text[behind]) ||
         std::string_view{",;:)]}>\"'\\"}.find(text[behind]) != none;
}

// The closing quote that `quote` at `at` has, or the end of the line.
std::size_t end_of_quoted(std::string_view text, std::size_t at, bool escaped) {
  const char quote = text[at];
  for (auto i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\n') return i;
    if (text[i] == '\\' && i + 1 < text.size() && !escaped && quote == '"') {
      ++i;
    } else if (text[i] == quote) {
      return escaped && text[i - 1] == '\\' && i > at + 1 ? i - 1 : i;
    }
  }
  return text.size();
}

}  // namespace

SecretSpan word_at(std::string_view text, std::size_t begin) {
  const bool escaped = begin + 1 < text.size() && text[begin] == '\\' &&
                       (text[begin + 1] == '"' || text[begin + 1] == '\'');
  const auto first = begin + (escaped ? 1 : 0);
  if (first >= text.size()) return {begin, begin, {}};
  std::size_t end = first;
  if (text[first] == '"' || text[first] == '\'') {
    const auto closing = end_of_quoted(text, first, escaped);
    const auto behind = closing + (escaped ? 2 : 1);
    const bool goes_on =
        text[first] == '\'' && text.substr(std::min(behind, text.size())).starts_with("\\'");
    if (!goes_on && closes(text, behind)) return {first + 1, closing, {}};
    end = behind;  // 'it'\''s'
  }
  while (end < text.size() && !ends_word(text[end])) {
    const char c = text[end];
    if (c == '\\' && end + 1 < text.size() && (text[end + 1] == '"' || text[end + 1] == '\'')) {
      if (text[end + 1] == '"' && (end == first || closes(text, end + 2))) break;
      end += 2;
    } else if (c == '"' || c == '\'') {
      if (closes(text, end + 1) && text[begin] != c) break;  // of what is around it
      end = std::min(end_of_quoted(text, end, false) + 1, text.size());
    } else {
      ++end;
    }
  }
  return {begin, std::min(end, text.size()), {}};
}

void join_spans(std::vector<SecretSpan>& spans) {
  spans.erase(std::remove_if(spans.begin(), spans.end(),
                             [](const SecretSpan& span) { return span.begin >= span.end; }),
              spans.end());
  std::sort(spans.begin(), spans.end(), [](const SecretSpan& a, const SecretSpan& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<SecretSpan> joined;
  for (const auto& span : spans) {
    if (!joined.empty() && span.begin <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  }
  spans = std::move(joined);
}

std::vector<SecretSpan> find_secrets(std::string_view text) {
  Spans spans;
  find_settings(text, spans);
  find_options(text, spans);
  find_in_addresses(text, spans);
  find_shapes(text, spans);
  join_spans(spans);
  return spans;
}

}  // namespace preflight::bundle
