#include "checks/base/system_error.hpp"

#include <windows.h>

#include <array>

#include "checks/base/missing_names.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/codes/codes.hpp"

namespace preflight {

std::string symbol(SystemError error) {
  return error.words != nullptr ? error.words->symbol
                                : codes::symbol_of(codes::Family::win32, error.code);
}

std::string text(SystemError error) {
  if (error.words != nullptr) return error.words->text;
  std::array<wchar_t, 512> buffer{};
  const auto length = FormatMessageW(
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
      nullptr, static_cast<DWORD>(error.code), 0, buffer.data(), static_cast<DWORD>(buffer.size()),
      nullptr);
  auto words = to_utf8({buffer.data(), length});
  while (!words.empty() && (words.back() == ' ' || words.back() == '.')) words.pop_back();
  return words.empty() ? "error " + std::to_string(error.code) : words;
}

bool is_missing(SystemError error) {
  if (error.words != nullptr) return is_name_of_missing(error.words->symbol);
  return error.code == ERROR_FILE_NOT_FOUND || error.code == ERROR_PATH_NOT_FOUND;
}

SystemError last_error() { return {static_cast<int>(GetLastError())}; }

}  // namespace preflight
