// The words of a Python source: enough of its grammar to read plain expressions. Decoder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace preflight::init {

enum class TokenKind { name, number, text, mark, line_end };

struct Token {
  TokenKind kind{TokenKind::mark};
  std::string text{};    ///< of a string what it holds, its escapes resolved
  std::size_t line{};    ///< from 1
  std::size_t indent{};  ///< of its line, in columns
  bool formatted{};      ///< an f-string
};

/// Lines end at brackets' end only, as in Python. No more than `most` tokens.
std::vector<Token> python_tokens(std::string_view source, std::size_t most = 200'000);

bool is_mark(const std::vector<Token>& tokens, std::size_t at, std::string_view mark);

/// Where the values of a call stand.
struct Arguments {
  std::vector<std::size_t> places{};
  std::vector<std::pair<std::string, std::size_t>> named{};
  std::size_t close{};  ///< the token ")"
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
};

/// `open` is the token "(".
Arguments arguments_of(const std::vector<Token>& tokens, std::size_t open);

}  // namespace preflight::init
