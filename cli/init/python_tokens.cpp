#include "cli/init/python_tokens.hpp"

#include <algorithm>

#include "checks/base/text.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Reader {
 public:
  Reader(Text source, std::size_t most) : source_(source), most_(most) {}

  std::vector<Token> read() {
    while (at_ < source_.size() && tokens_.size() < most_) one();
    end_line();
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char here(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void add(TokenKind kind, std::string text, bool formatted = false) {
    tokens_.push_back({kind, std::move(text), line_, indent_, formatted});
  }

  void end_line() {
    if (!tokens_.empty() && tokens_.back().kind != TokenKind::line_end)
      add(TokenKind::line_end, "");
  }

  void one() {
    const char c = here();
    if (c == '\n') {
      if (depth_ == 0) end_line();
      ++line_, ++at_;
      indent_ = 0;
      while (here() == ' ' || here() == '\t') ++indent_, ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\\') {
      ++at_;
      if (c == '\\' && here() == '\r') ++at_;
      if (c == '\\' && here() == '\n') ++at_, ++line_;
    } else if (c == '#') {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (c == '"' || c == '\'') {
      text("");
    } else if (begins_name(c)) {
      name();
    } else if (is_digit(c)) {
      number();
    } else {
      mark();
    }
  }

  void name() {
    const auto start = at_;
    while (begins_name(here()) || is_digit(here())) ++at_;
    const auto word = source_.substr(start, at_ - start);
    const bool prefix = word.size() <= 2 && word.find_first_not_of("rRbBfFuU") == Text::npos;
    if (prefix && (here() == '"' || here() == '\'')) return text(word);
    add(TokenKind::name, std::string(word));
  }

  void number() {
    std::string digits;
    while (is_digit(here()) || begins_name(here()) || here() == '.') {
      if (here() != '_') digits += here();
      ++at_;
    }
    add(TokenKind::number, std::move(digits));
  }

  void mark() {
    const char c = here();
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    std::string mark(1, c);
    ++at_;
    // Comparisons must not be taken for assignments.
    if (here() == '=' && std::string_view{"=!<>+-*/:%"}.find(c) != Text::npos) mark += '=', ++at_;
    add(TokenKind::mark, std::move(mark));
  }

  void text(Text prefix) {
    const bool raw = prefix.find_first_of("rR") != Text::npos;
    const bool formatted = prefix.find_first_of("fF") != Text::npos;
    const char quote = here();
    const bool triple = here(1) == quote && here(2) == quote;
    at_ += triple ? 3 : 1;
    const auto line = line_;
    std::string content;
    while (at_ < source_.size()) {
      const char c = here();
      if (c == quote && (!triple || (here(1) == quote && here(2) == quote))) break;
      if (c == '\n' && !triple) break;
      if (c == '\n') ++line_;
      if (c == '\\' && at_ + 1 < source_.size()) {
        escape(raw, content);
        continue;
      }
      content += c;
      ++at_;
    }
    at_ = std::min(at_ + (triple ? 3 : here() == quote ? 1 : 0), source_.size());
    add(TokenKind::text, std::move(content), formatted);
    tokens_.back().line = line;
  }

  void escape(bool raw, std::string& content) {
    const char c = here(1);
    at_ += 2;
    if (c == '\n') ++line_;
    if (!raw && (c == '\\' || c == '"' || c == '\''))
      content += c;
    else if (!raw && (c == 'n' || c == 't' || c == 'r'))
      content += c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
    else if (raw || c != '\n')
      content.append(1, '\\').append(1, c);
  }

  Text source_;
  std::size_t most_;
  std::size_t at_{};
  std::size_t line_{1};
  std::size_t indent_{};
  std::size_t depth_{};
  std::vector<Token> tokens_;
};

bool opens(const Token& token) {
  return token.text == "(" || token.text == "[" || token.text == "{";
}

bool closes(const Token& token) {
  return token.text == ")" || token.text == "]" || token.text == "}";
}

}  // namespace

std::vector<Token> python_tokens(Text source, std::size_t most) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  return Reader{source, most}.read();
}

bool is_mark(const std::vector<Token>& tokens, std::size_t at, Text mark) {
  return at < tokens.size() && tokens[at].kind == TokenKind::mark && tokens[at].text == mark;
}

std::optional<std::size_t> Arguments::find(Text name) const {
  for (const auto& [key, place] : named)
    if (key == name) return place;
  return std::nullopt;
}

Arguments arguments_of(const std::vector<Token>& tokens, std::size_t open) {
  constexpr std::size_t most = 100;
  constexpr std::size_t furthest = 2000;
  Arguments result;
  int depth = 0;
  bool begins = true;
  // Calls within calls, each looked at to its end, would take long without a limit.
  const auto last = std::min(tokens.size(), open + furthest);
  std::size_t at = open;
  for (; at < last; ++at) {
    const auto& token = tokens[at];
    if (token.kind == TokenKind::line_end) break;
    const bool mark = token.kind == TokenKind::mark;
    if (mark && closes(token) && --depth == 0) break;
    if (depth == 1 && begins && !(mark && token.text == ",")) {
      begins = false;
      if (token.kind == TokenKind::name && is_mark(tokens, at + 1, "="))
        result.named.emplace_back(token.text, at + 2);
      else
        result.places.push_back(at);
      if (result.places.size() + result.named.size() > most) break;
    }
    if (mark && opens(token)) ++depth;
    if (mark && depth == 1 && (token.text == "," || at == open)) begins = true;
  }
  result.close = at;
  return result;
}

}  // namespace preflight::init
