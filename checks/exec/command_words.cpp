#include "checks/exec/command_words.hpp"

namespace preflight::exec {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Takes what stands up to the closing quote; false where there is none.
bool take_quoted(std::string_view& rest, std::string& word) {
  const char quote = rest.front();
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != quote) {
    if (quote == '"' && rest.starts_with("\\\"")) rest.remove_prefix(1);
    word += rest.front();
    rest.remove_prefix(1);
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return true;
}

}  // namespace

std::variant<std::vector<std::string>, NoCommand> command_words(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;  // a word has begun
  while (!text.empty()) {
    const char c = text.front();
    if (is_blank(c)) {
      open = false;
      text.remove_prefix(1);
      continue;
    }
    if (c == '\0') return NoCommand{"has a zero byte in it"};
    if (!open) words.emplace_back();
    open = true;
    if (c == '"' || c == '\'') {
      if (!take_quoted(text, words.back())) return NoCommand{"has a quote that nothing closes"};
      continue;
    }
    words.back() += c;
    text.remove_prefix(1);
  }
  if (words.empty() || words.front().empty()) return NoCommand{"names no program"};
  for (const auto& word : words)
    if (word.find('\0') != std::string::npos) return NoCommand{"has a zero byte in it"};
  return words;
}

}  // namespace preflight::exec
