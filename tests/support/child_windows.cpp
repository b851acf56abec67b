#include <windows.h>

#include <array>
#include <system_error>
#include <utility>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "tests/support/child.hpp"
#include "tests/support/command_line_windows.hpp"
#include "tests/support/line_buffer.hpp"

namespace preflight::test {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), what);
}

struct Pipe {
  Handle read_end{};
  Handle write_end{};
};

Pipe make_pipe() {
  HANDLE read_end = nullptr;
  HANDLE write_end = nullptr;
  if (!CreatePipe(&read_end, &write_end, nullptr, 0)) fail("CreatePipe");
  return {Handle(read_end), Handle(write_end)};
}

// Only the ends that are the child's are inherited; another child would keep the pipe open.
void make_inheritable(const Handle& handle) {
  if (!SetHandleInformation(handle.get(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
    fail("SetHandleInformation");
}

}  // namespace

struct Child::Native {
  Handle process{};
  DWORD pid{};
  Handle input{};
  Handle output{};
  LineBuffer lines{};

  ~Native() {
    if (!process || WaitForSingleObject(process.get(), 0) == WAIT_OBJECT_0) return;
    TerminateProcess(process.get(), 1);
    WaitForSingleObject(process.get(), INFINITE);
  }
};

Child::Child(const std::vector<std::string>& command) : native_(std::make_unique<Native>()) {
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  make_inheritable(input.read_end);
  make_inheritable(output.write_end);

  STARTUPINFOW start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = input.read_end.get();
  start.hStdOutput = output.write_end.get();
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION info{};
  std::wstring line = command_line(command);
  // On a machine under load Wine 8 now and then loses a process before its first instruction, and
  // says so with ERROR_INTERNAL_ERROR. The child has done nothing then, so it is started again.
  constexpr int tries = 3;
  BOOL started = FALSE;
  for (int i = 0; i < tries && !started; ++i) {
    if (i > 0 && GetLastError() != ERROR_INTERNAL_ERROR) break;
    started = CreateProcessW(to_wide(command.front()).c_str(), line.data(), nullptr, nullptr, TRUE,
                             0, nullptr, nullptr, &start, &info);
  }
  if (!started) fail("CreateProcessW");
  CloseHandle(info.hThread);
  native_->process = Handle(info.hProcess);
  native_->pid = info.dwProcessId;
  native_->input = std::move(input.write_end);
  native_->output = std::move(output.read_end);
}

Child::~Child() = default;
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;

std::uint32_t Child::pid() const { return native_->pid; }

// An anonymous pipe cannot be waited for, so it is looked at again and again.
std::optional<std::string> Child::read_line(std::chrono::milliseconds span) {
  const Clock::time_point end = Clock::now() + span;
  for (;;) {
    if (auto line = native_->lines.take()) return line;
    DWORD available = 0;
    if (!PeekNamedPipe(native_->output.get(), nullptr, 0, nullptr, &available, nullptr))
      return std::nullopt;
    if (available == 0) {
      if (Clock::now() >= end) return std::nullopt;
      Sleep(2);
      continue;
    }
    std::array<char, 4096> bytes{};
    DWORD count = 0;
    if (!ReadFile(native_->output.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count,
                  nullptr))
      return std::nullopt;
    native_->lines.add({bytes.data(), count});
  }
}

void Child::send_line(std::string_view line) {
  const std::string bytes = std::string(line) + '\n';
  DWORD written = 0;
  if (!WriteFile(native_->input.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written,
                 nullptr))
    fail("WriteFile");
}

void Child::close_input() { native_->input = Handle(); }

std::optional<int> Child::wait(std::chrono::milliseconds span) {
  if (WaitForSingleObject(native_->process.get(), static_cast<DWORD>(span.count())) !=
      WAIT_OBJECT_0)
    return std::nullopt;
  DWORD code = 0;
  if (!GetExitCodeProcess(native_->process.get(), &code)) fail("GetExitCodeProcess");
  return static_cast<int>(code);
}

void Child::kill() { TerminateProcess(native_->process.get(), 1); }

std::string program_folder() {
  std::array<wchar_t, 32768> path{};
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  const std::string whole = to_utf8({path.data(), length});
  return whole.substr(0, whole.find_last_of("\\/"));
}

}  // namespace preflight::test
