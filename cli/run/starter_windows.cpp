#include "cli/run/starter.hpp"

#include <windows.h>

#include <atomic>
#include <cstring>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/run/errors_windows.hpp"
#include "cli/run/windows_line.hpp"

namespace preflight::run {

namespace {

// What the handler of console events knows; the system calls it on a thread of its own.
std::atomic<HANDLE> command_process{nullptr};
std::atomic<int> asked_to_stop{0};

// The console tells all its processes at once: the command gets the same, and preflight waits for
// what it makes of it. After the last three the system ends who comes back from here.
BOOL WINAPI hear_console(DWORD event) {
  constexpr int interrupt = 2, terminate = 15;
  asked_to_stop = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? interrupt : terminate;
  const HANDLE process = command_process.load();
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT && process != nullptr)
    WaitForSingleObject(process, INFINITE);
  return TRUE;
}

/// A program may leave the job on purpose (CREATE_BREAKAWAY_FROM_JOB), as it could without
/// preflight.
bool limit(HANDLE job, DWORD flags) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = flags | JOB_OBJECT_LIMIT_BREAKAWAY_OK;
  return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) !=
         0;
}

std::string system_cmd() {
  std::wstring folder(MAX_PATH, L'\0');
  folder.resize(GetSystemDirectoryW(folder.data(), static_cast<UINT>(folder.size())));
  return to_utf8(folder) + "\\cmd.exe";
}

// A C runtime hands its open files on in a block of its own: a count, a byte for each, a handle for
// each. In it, too, standard error has to be the pipe.
std::string with_handles(const STARTUPINFOW& found, const Errors& errors) {
  std::string block(reinterpret_cast<const char*>(found.lpReserved2), found.cbReserved2);
  std::uint32_t count = 0;
  if (block.size() < sizeof count) return block;
  std::memcpy(&count, block.data(), sizeof count);
  const auto put = [&](std::size_t index, HANDLE handle) {
    const auto at = sizeof count + count + index * sizeof handle;
    if (index < count && at + sizeof handle <= block.size())
      std::memcpy(block.data() + at, &handle, sizeof handle);
  };
  if (!errors.passes()) return block;
  put(1, errors.output());
  put(2, errors.errors());
  return block;
}

struct Line {
  std::string application{};
  std::string words{};
};

std::optional<Line> line_of(const ProgramFacts& program, const std::vector<std::string>& words) {
  if (program.kind != Kind::batch) return Line{program.path, command_line_of(words)};
  const auto cmd = system_cmd();
  const auto rest = batch_line(program.path, {words.begin() + 1, words.end()});
  if (!rest) return std::nullopt;
  return Line{cmd, "\"" + cmd + "\" " + *rest};
}

}  // namespace

struct Starter::Inside {
  Watch watch{};
  bool heard{};
  UINT error_mode{GetErrorMode()};  ///< a look may change it, and a child would inherit that
  Handle job{}, process{};

  SystemError start(const Line& line, const Errors& errors);
  [[nodiscard]] std::optional<End> wait(DWORD milliseconds) const;
};

SystemError Starter::Inside::start(const Line& line, const Errors& errors) {
  job = Handle(CreateJobObjectW(nullptr, nullptr));
  if (!job || !limit(job.get(), JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)) return last_error();
  STARTUPINFOW startup{};
  GetStartupInfoW(&startup);
  auto block = with_handles(startup, errors);
  startup.cb = sizeof startup;
  startup.lpReserved = nullptr;
  startup.cbReserved2 = static_cast<WORD>(block.size());
  startup.lpReserved2 = block.empty() ? nullptr : reinterpret_cast<BYTE*>(block.data());
  startup.dwFlags |= STARTF_USESTDHANDLES;
  startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  startup.hStdOutput = errors.output();
  startup.hStdError = errors.errors();
  auto words = to_wide(line.words);
  SetErrorMode(error_mode);
  PROCESS_INFORMATION started{};
  if (CreateProcessW(to_wide(line.application).c_str(), words.data(), nullptr, nullptr, TRUE,
                     CREATE_SUSPENDED, nullptr, nullptr, &startup, &started) == 0)
    return last_error();
  process = Handle(started.hProcess);
  const Handle thread(started.hThread);
  if (AssignProcessToJobObject(job.get(), process.get()) == 0) {
    const auto error = last_error();
    TerminateProcess(process.get(), 1);
    return error;
  }
  command_process = process.get();
  ResumeThread(thread.get());
  return {};
}

std::optional<End> Starter::Inside::wait(DWORD milliseconds) const {
  if (WaitForSingleObject(process.get(), milliseconds) != WAIT_OBJECT_0) return std::nullopt;
  DWORD code = 0;
  GetExitCodeProcess(process.get(), &code);
  End end;
  end.exit_code = code;
  if (const int asked = asked_to_stop.load(); asked != 0) end.asked_to_stop = asked;
  return end;
}

Starter::Starter(Watch watch, bool heard) : inside_(std::make_unique<Inside>()) {
  inside_->watch = std::move(watch);
  inside_->heard = heard;
}

Starter::~Starter() = default;

Ended Starter::start(const Start& start) {
  auto& inside = *inside_;
  const auto line = line_of(start.program, start.command);
  if (!line) return {{ERROR_BAD_ARGUMENTS}, {}};
  // Never gone: its thread passes on what is left of the command to the end of preflight.
  auto& errors = *new Errors(static_cast<bool>(inside.watch), inside.heard);
  SetConsoleCtrlHandler(hear_console, TRUE);
  if (const auto error = inside.start(*line, errors); error.code != 0) {
    SetConsoleCtrlHandler(hear_console, FALSE);
    return {error, {}};
  }
  errors.pass_on();
  std::optional<End> end;
  Life life{std::chrono::steady_clock::now(),
            [&](Deadline deadline) {
              if (!end) end = inside.wait(static_cast<DWORD>(deadline.left().count()));
              if (end) errors.finish();
              return end;
            },
            [&] { return errors.said(); }, start.answered_before};
  if (inside.watch) inside.watch(life);
  if (!end) end = inside.wait(INFINITE);
  errors.finish();
  // It has ended by itself: what it leaves behind stays, as it would without preflight.
  limit(inside.job.get(), 0);
  return {{}, *end};
}

int end_like(const End& end) { return static_cast<int>(end.exit_code.value_or(1)); }

}  // namespace preflight::run
