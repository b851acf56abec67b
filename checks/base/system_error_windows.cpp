#include "checks/base/system_error.hpp"

#include <winsock2.h>
// windows.h must come after winsock2.h.
#include <windows.h>

#include <array>
#include <utility>

#include "checks/base/wide_windows.hpp"

namespace preflight {

namespace {

// The codes that the checks meet; the full table of meanings is no affair of this file.
constexpr std::array<std::pair<int, const char*>, 24> names{{
    {2, "ERROR_FILE_NOT_FOUND"},      {3, "ERROR_PATH_NOT_FOUND"},
    {5, "ERROR_ACCESS_DENIED"},       {6, "ERROR_INVALID_HANDLE"},
    {19, "ERROR_WRITE_PROTECT"},      {21, "ERROR_NOT_READY"},
    {29, "ERROR_WRITE_FAULT"},        {32, "ERROR_SHARING_VIOLATION"},
    {33, "ERROR_LOCK_VIOLATION"},     {38, "ERROR_HANDLE_EOF"},
    {50, "ERROR_NOT_SUPPORTED"},      {53, "ERROR_BAD_NETPATH"},
    {87, "ERROR_INVALID_PARAMETER"},  {112, "ERROR_DISK_FULL"},
    {121, "ERROR_SEM_TIMEOUT"},       {122, "ERROR_INSUFFICIENT_BUFFER"},
    {123, "ERROR_INVALID_NAME"},      {234, "ERROR_MORE_DATA"},
    {303, "ERROR_DELETE_PENDING"},    {353, "ERROR_MAX_SESSIONS_REACHED"},
    {WSAEACCES, "WSAEACCES"},         {WSAEAFNOSUPPORT, "WSAEAFNOSUPPORT"},
    {WSAEADDRINUSE, "WSAEADDRINUSE"}, {WSAEADDRNOTAVAIL, "WSAEADDRNOTAVAIL"},
}};

}  // namespace

std::string symbol(SystemError error) {
  for (const auto& [code, name] : names)
    if (code == error.code) return name;
  return std::to_string(error.code);
}

std::string text(SystemError error) {
  std::array<wchar_t, 512> buffer{};
  const auto length = FormatMessageW(
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
      nullptr, static_cast<DWORD>(error.code), 0, buffer.data(), static_cast<DWORD>(buffer.size()),
      nullptr);
  auto words = to_utf8({buffer.data(), length});
  while (!words.empty() && (words.back() == ' ' || words.back() == '.')) words.pop_back();
  return words.empty() ? "error " + std::to_string(error.code) : words;
}

SystemError last_error() { return {static_cast<int>(GetLastError())}; }

}  // namespace preflight
