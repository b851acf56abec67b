#include "checks/base/shell_word.hpp"

namespace preflight {

std::string shell_word(const std::string& text, bool windows) {
  if (windows) return '"' + text + '"';
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos && text[0] != '-')
    return text;
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word + "'";
}

}  // namespace preflight
