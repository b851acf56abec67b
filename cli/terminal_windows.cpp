#include <windows.h>
// shellapi.h needs windows.h before it.
#include <shellapi.h>

#include <fmt/format.h>

#include <memory>

#include "checks/base/file_status.hpp"
#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/bundle/case_file.hpp"
#include "cli/interrupt.hpp"
#include "cli/terminal.hpp"

namespace preflight {

namespace {

constexpr DWORD chunk = 16 * 1024;

// A console takes UTF-16 whatever its code page is; everything else gets the bytes.
bool write_console(HANDLE console, std::string_view text) {
  std::wstring_view wide;
  const auto whole = to_wide(text);
  for (wide = whole; !wide.empty();) {
    const auto part = wide.substr(0, chunk);
    DWORD done = 0;
    if (WriteConsoleW(console, part.data(), static_cast<DWORD>(part.size()), &done, nullptr) == 0 ||
        done == 0)
      return false;
    wide.remove_prefix(done);
  }
  return true;
}

// `lost` is set where it is seen that nobody reads any more.
bool write_bytes(HANDLE file, std::string_view text, bool* lost = nullptr) {
  while (!text.empty()) {
    const auto part = text.substr(0, chunk);
    DWORD done = 0;
    if (WriteFile(file, part.data(), static_cast<DWORD>(part.size()), &done, nullptr) == 0) {
      const auto error = GetLastError();
      const bool gone = error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA;
      if (lost != nullptr) *lost = gone;
      return gone;
    }
    text.remove_prefix(done);
  }
  return true;
}

// What is not a console is a file or a pipe. Where this program has a console, whoever reads the
// pipe has the same one and expects its code page; without one (a service, a build agent) it is a
// log.
bool reader_takes_utf8() {
  const auto code_page = GetConsoleOutputCP();
  return code_page == 0 || code_page == CP_UTF8;
}

std::optional<StreamSize> window_size(HANDLE console) {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (GetConsoleScreenBufferInfo(console, &info) == 0) return std::nullopt;
  return StreamSize{static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1),
                    static_cast<std::size_t>(info.srWindow.Bottom - info.srWindow.Top + 1)};
}

Stream stream(DWORD which) {
  const HANDLE handle = GetStdHandle(which);
  Stream made;
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) {
    made.write = [](std::string_view) { return true; };  // a service has no streams
    return made;
  }
  DWORD mode = 0;
  made.is_terminal = GetConsoleMode(handle, &mode) != 0;
  if (!made.is_terminal) {
    made.unicode = reader_takes_utf8();
    const auto lost = std::make_shared<bool>(false);
    made.write = [handle, lost](std::string_view text) {
      return write_bytes(handle, text, lost.get());
    };
    made.lost = [lost] { return *lost; };
    return made;
  }
  made.colors = SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
  if (const auto size = window_size(handle)) {
    made.width = size->width;
    made.height = size->height;
    made.size_now = [handle, at_start = *size] { return window_size(handle).value_or(at_start); };
  }
  made.write = [handle](std::string_view text) { return write_console(handle, text); };
  return made;
}

std::optional<std::string> environment(const char* name) {
  std::wstring value(256, L'\0');
  for (;;) {
    SetLastError(ERROR_SUCCESS);
    const auto length = GetEnvironmentVariableW(to_wide(name).c_str(), value.data(),
                                                static_cast<DWORD>(value.size()));
    if (length == 0 && GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
    const bool whole = length < value.size();
    value.resize(length);
    if (whole) return to_utf8(value);
  }
}

// NUL or a named pipe is written to, not replaced.
std::optional<SystemError> write_into(const std::string& path, std::string_view content) {
  const Handle file{CreateFileW(to_wide(path).c_str(), GENERIC_WRITE,
                                FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
                                nullptr)};
  if (file && write_bytes(file.get(), content)) return std::nullopt;
  return last_error();
}

}  // namespace

std::vector<std::string> command_line(int, char**) {
  int count = 0;
  std::vector<std::string> arguments;
  wchar_t** words = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; words != nullptr && i < count; ++i) arguments.push_back(to_utf8(words[i]));
  LocalFree(static_cast<HLOCAL>(words));
  return arguments;
}

Surroundings surroundings() {
  return {stream(STD_OUTPUT_HANDLE),
          stream(STD_ERROR_HANDLE),
          environment,
          read_config_file,
          read_case,
          interrupted};
}

std::optional<SystemError> write_whole(const std::string& path, std::string_view content) {
  const auto status = file_status(path);
  const auto* const present = std::get_if<FileStatus>(&status);
  if (present != nullptr && present->kind == FileKind::directory)
    return SystemError{ERROR_ACCESS_DENIED};
  if (present != nullptr && present->kind != FileKind::regular) return write_into(path, content);
  const auto beside = to_wide(fmt::format("{}.{}.tmp", path, GetCurrentProcessId()));
  {
    const Handle file{CreateFileW(beside.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file) return last_error();
    if (!write_bytes(file.get(), content) || FlushFileBuffers(file.get()) == 0) {
      const auto error = last_error();
      DeleteFileW(beside.c_str());
      return error;
    }
  }
  if (MoveFileExW(beside.c_str(), to_wide(path).c_str(),
                  MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0)
    return std::nullopt;
  const auto error = last_error();
  DeleteFileW(beside.c_str());
  return error;
}

}  // namespace preflight
