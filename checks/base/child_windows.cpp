#include "checks/base/child.hpp"

#include <windows.h>

#include <algorithm>
#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight {

namespace {

constexpr std::size_t most_errors = std::size_t{16} << 10;
constexpr DWORD step_ms = 5;

struct Pipe {
  Handle read{}, write{};
};

bool open_pipe(Pipe& pipe) {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  HANDLE read = nullptr, write = nullptr;
  if (!CreatePipe(&read, &write, &inherited, 0)) return false;
  pipe.read = Handle(read);
  pipe.write = Handle(write);
  SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0);
  return true;
}

Handle open_nothing() {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  return Handle(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                            OPEN_EXISTING, 0, nullptr));
}

/// One argument as the C runtime takes a command line apart ("Parsing C command-line arguments" of
/// Microsoft's C++ documentation).
void add_quoted(std::wstring& line, const std::wstring& word) {
  if (!line.empty()) line += L' ';
  if (!word.empty() && word.find_first_of(L" \t\n\v\"") == std::wstring::npos) {
    line += word;
    return;
  }
  line += L'"';
  std::size_t backslashes = 0;
  for (const auto c : word) {
    // Backslashes are themselves, but for those before a quote.
    if (c == L'"') line.append(backslashes + 1, L'\\');
    backslashes = c == L'\\' ? backslashes + 1 : 0;
    line += c;
  }
  line.append(backslashes, L'\\');
  line += L'"';
}

std::wstring command_line(const ChildCommand& command) {
  std::wstring line;
  add_quoted(line, to_wide(command.program));
  for (const auto& argument : command.arguments) add_quoted(line, to_wide(argument));
  return line;
}

/// Sorted by name in any case, as CreateProcess wants it ("Changing Environment Variables").
std::wstring environment_block(const std::vector<std::string>& environment) {
  std::vector<std::wstring> entries;
  for (const auto& entry : environment) entries.push_back(to_wide(entry));
  std::sort(entries.begin(), entries.end(), [](const std::wstring& a, const std::wstring& b) {
    return CompareStringOrdinal(a.data(), static_cast<int>(a.find(L'=', 1)), b.data(),
                                static_cast<int>(b.find(L'=', 1)), TRUE) == CSTR_LESS_THAN;
  });
  std::wstring block;
  for (const auto& entry : entries) block += entry + L'\0';
  return block + L'\0';
}

/// The only handles that a child is given, whatever other threads open at the same time.
class HandleList {
 public:
  explicit HandleList(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    bytes_.resize(size);
    list_ = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(bytes_.data());
    is_good_ = InitializeProcThreadAttributeList(list_, 1, 0, &size) != 0;
    is_good_ = is_good_ && UpdateProcThreadAttribute(
                               list_, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                               handles_.size() * sizeof(HANDLE), nullptr, nullptr) != 0;
  }
  HandleList(const HandleList&) = delete;
  HandleList& operator=(const HandleList&) = delete;
  ~HandleList() {
    if (is_good_) DeleteProcThreadAttributeList(list_);
  }
  [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() const { return is_good_ ? list_ : nullptr; }

 private:
  std::vector<HANDLE> handles_;
  std::vector<unsigned char> bytes_{};
  LPPROC_THREAD_ATTRIBUTE_LIST list_{};
  bool is_good_{};
};

/// All that is in it ends when the last handle of it is closed, also by the end of preflight.
Handle new_job() {
  Handle job(CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (job && !SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits,
                                      sizeof limits))
    return {};
  return job;
}

struct Child {
  Handle process{}, job{};
};

SystemError start(const ChildCommand& command, HANDLE output, HANDLE errors, Child& child) {
  const auto input = open_nothing();
  const HandleList handles({input.get(), output, errors});
  child.job = new_job();
  if (!input || !child.job || handles.get() == nullptr) return last_error();
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = input.get();
  startup.StartupInfo.hStdOutput = output;
  startup.StartupInfo.hStdError = errors;
  startup.lpAttributeList = handles.get();
  auto line = command_line(command);
  auto block = command.environment ? environment_block(*command.environment) : std::wstring();
  const auto folder = to_wide(command.folder);
  // The child inherits this: a missing library must not put up a window that nobody sees.
  SetErrorMode(GetErrorMode() | SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX |
               SEM_NOOPENFILEERRORBOX);
  PROCESS_INFORMATION process{};
  if (!CreateProcessW(to_wide(command.program).c_str(), line.data(), nullptr, nullptr, TRUE,
                      CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT |
                          EXTENDED_STARTUPINFO_PRESENT,
                      command.environment ? block.data() : nullptr,
                      command.folder.empty() ? nullptr : folder.c_str(), &startup.StartupInfo,
                      &process))
    return last_error();
  child.process = Handle(process.hProcess);
  const Handle thread(process.hThread);
  if (!AssignProcessToJobObject(child.job.get(), process.hProcess)) {
    const auto error = last_error();
    TerminateProcess(process.hProcess, 1);
    return error;
  }
  ResumeThread(process.hThread);
  return {};
}

/// What is in the pipe now. False where it was more than there is room for.
bool take(HANDLE pipe, std::string& text, std::size_t most) {
  std::array<char, 16384> buffer;
  for (DWORD there = 0;
       PeekNamedPipe(pipe, nullptr, 0, nullptr, &there, nullptr) != 0 && there > 0;) {
    DWORD got = 0;
    if (!ReadFile(pipe, buffer.data(), std::min<DWORD>(there, static_cast<DWORD>(buffer.size())),
                  &got, nullptr))
      return true;
    const auto kept = std::min(most - std::min(most, text.size()), std::size_t{got});
    text.append(buffer.data(), kept);
    if (kept < got) return false;
  }
  return true;
}

/// What is too much on standard error is let go.
void take_errors(HANDLE pipe, std::string& text) {
  std::string more;
  static_cast<void>(take(pipe, more, std::size_t{1} << 20));
  text.append(more, 0, most_errors - std::min(most_errors, text.size()));
}

bool is_empty(HANDLE job) {
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION counts{};
  return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &counts, sizeof counts,
                                   nullptr) != 0 &&
         counts.ActiveProcesses == 0;
}

/// False where some would not end.
bool end_all(const Child& child) {
  constexpr int most_rounds = 400;
  TerminateJobObject(child.job.get(), 1);
  for (int round = 0; round < most_rounds; ++round) {
    if (is_empty(child.job.get()) && WaitForSingleObject(child.process.get(), 0) == WAIT_OBJECT_0)
      return true;
    Sleep(step_ms);
  }
  return false;
}

}  // namespace

ChildResult run_child(const ChildCommand& command, Deadline deadline) {
  ChildResult result;
  Pipe output, errors;
  Child child;
  if (!open_pipe(output) || !open_pipe(errors)) {
    result.start = last_error();
    return result;
  }
  result.start = start(command, output.write.get(), errors.write.get(), child);
  output.write = Handle();
  errors.write = Handle();
  if (result.start.code != 0) return result;
  bool ended = false;
  while (!ended && !result.timed_out && !result.cut) {
    const auto wait = std::min<long long>(step_ms, deadline.left().count());
    ended = WaitForSingleObject(child.process.get(), static_cast<DWORD>(wait)) == WAIT_OBJECT_0;
    result.timed_out = !ended && deadline.passed();
    result.cut = !take(output.read.get(), result.output, command.most_output);
    take_errors(errors.read.get(), result.errors);
  }
  DWORD code = 0;
  if (ended && GetExitCodeProcess(child.process.get(), &code))
    result.exit_code = static_cast<int>(code);
  result.left_behind = !end_all(child);
  if (!result.cut) result.cut = !take(output.read.get(), result.output, command.most_output);
  take_errors(errors.read.get(), result.errors);
  return result;
}

}  // namespace preflight
