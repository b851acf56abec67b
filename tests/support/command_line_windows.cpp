#include "tests/support/command_line_windows.hpp"

#include <windows.h>
// shellapi.h needs the types of windows.h.
#include <shellapi.h>

#include "checks/base/wide_windows.hpp"

namespace preflight::test {
namespace {

// Backslashes count only before a quote: there each is doubled, and the quote gets one more.
void append_quoted(std::wstring& line, const std::wstring& word) {
  line += L'"';
  std::size_t backslashes = 0;
  for (const wchar_t letter : word) {
    if (letter == L'"') line.append(backslashes + 1, L'\\');
    backslashes = letter == L'\\' ? backslashes + 1 : 0;
    line += letter;
  }
  line.append(backslashes, L'\\');
  line += L'"';
}

}  // namespace

std::wstring command_line(const std::vector<std::string>& utf8_words) {
  std::wstring line;
  for (const std::string& word : utf8_words) {
    if (!line.empty()) line += L' ';
    append_quoted(line, to_wide(word));
  }
  return line;
}

std::vector<std::string> own_arguments() {
  int count = 0;
  wchar_t** const words = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 1; i < count; ++i) arguments.push_back(to_utf8(words[i]));
  LocalFree(words);
  return arguments;
}

}  // namespace preflight::test
