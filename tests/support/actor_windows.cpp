#include <windows.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "tests/support/actor.hpp"
#include "tests/support/command_line_windows.hpp"

namespace preflight::test {
namespace {

void check(bool good, const std::string& what) {
  if (!good)
    throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), what);
}

HANDLE keep(Held& held, const std::string& path, const std::string& mode) {
  const DWORD access = mode == "r" ? GENERIC_READ : GENERIC_READ | GENERIC_WRITE;
  const DWORD share =
      mode == "exclusive" ? 0 : FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  auto file = std::make_shared<Handle>(CreateFileW(to_wide(path).c_str(), access, share, nullptr,
                                                   OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  check(static_cast<bool>(*file), path);
  held.things.emplace_back(file);
  return file->get();
}

std::string own_path() {
  std::array<wchar_t, 32768> path{};
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  return to_utf8({path.data(), length});
}

}  // namespace

void open_file(Held& held, const std::string& path, const std::string& mode) {
  keep(held, path, mode);
}

void lock_bytes(Held& held, Words arguments) {
  if (arguments.size() < 3) throw std::invalid_argument("lock FILE OFFSET LENGTH");
  DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK;
  if (arguments.size() > 3 && arguments[3] == "read") flags = LOCKFILE_FAIL_IMMEDIATELY;
  OVERLAPPED where{};
  where.Offset = static_cast<DWORD>(std::stoul(arguments[1]));
  const HANDLE file = keep(held, arguments[0], "rw");
  check(LockFileEx(file, flags, 0, static_cast<DWORD>(std::stoul(arguments[2])), 0, &where) != 0,
        "LockFileEx");
}

bool run_native(Held&, const std::string&, Words) { return false; }

int launch(Words arguments, bool leave) {
  std::vector<std::string> words{own_path()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::wstring line = command_line(words);
  STARTUPINFOW start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION info{};
  check(CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start,
                       &info) != 0,
        "CreateProcessW");
  const Handle thread(info.hThread);
  const Handle process(info.hProcess);
  if (leave) return 0;
  WaitForSingleObject(process.get(), INFINITE);
  DWORD code = 1;
  check(GetExitCodeProcess(process.get(), &code) != 0, "GetExitCodeProcess");
  return static_cast<int>(code);
}

std::uint32_t own_pid() { return GetCurrentProcessId(); }

std::vector<std::string> arguments_of(int, char**) { return own_arguments(); }

}  // namespace preflight::test
