#include "cli/run/exit_info_linux.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "checks/base/text.hpp"
#include "checks/base/text_file_linux.hpp"

namespace preflight::run {

namespace {

// struct pidfd_info and its constants as include/uapi/linux/pidfd.h has them since Linux 6.15 (its
// first version, 64 bytes); the headers of older systems lack them.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroup;
  std::uint32_t pid, tgid, ppid;
  std::uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  std::int32_t exit_code;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr std::uint64_t info_exit = 1U << 3U;                   // PIDFD_INFO_EXIT
constexpr unsigned long get_info = _IOWR(0xFF, 11, PidfdInfo);  // PIDFD_GET_INFO

constexpr int step_ms = 5;
constexpr int most_steps = 400;

// Who may not know a status reads 0. The same right is asked for where a program has its link, and
// that of a process which has ended leads nowhere.
bool may_know(pid_t pid) {
  char byte = 0;
  const auto link = "/proc/" + std::to_string(pid) + "/exe";
  return readlink(link.c_str(), &byte, 1) < 0 && errno == ENOENT;
}

bool was_reaped(int pidfd) {
  pollfd one{pidfd, 0, 0};
  return poll(&one, 1, 0) > 0 && (one.revents & POLLHUP) != 0;
}

}  // namespace

Descriptor open_pidfd(pid_t pid) {
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

std::optional<int> kept_status(int pidfd) {
  PidfdInfo info{};
  info.mask = info_exit;
  if (ioctl(pidfd, get_info, &info) != 0 || (info.mask & info_exit) == 0) return std::nullopt;
  return info.exit_code;
}

std::optional<int> zombie_status(std::string_view stat) {
  // "PID (NAME) STATE ..." where NAME can hold anything; exit_code is field 52.
  constexpr std::size_t after_name = 3, exit_code = 52;
  const auto name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto fields = split(trim(stat.substr(name_end + 2)), ' ');
  if (fields.size() <= exit_code - after_name || (fields[0] != "Z" && fields[0] != "X"))
    return std::nullopt;
  const auto status = parse_unsigned(fields[exit_code - after_name]);
  return status && *status <= 0xFFFF ? std::optional(static_cast<int>(*status)) : std::nullopt;
}

std::optional<int> status_of_ended(int pidfd, pid_t pid) {
  const auto path = "/proc/" + std::to_string(pid) + "/stat";
  for (int step = 0; step < most_steps; ++step) {
    // In this order: who is reaped between the two is seen by the next turn.
    if (const auto status = kept_status(pidfd)) return status;
    const auto stat = text_of_file(path);
    const auto status = stat ? zombie_status(*stat) : std::nullopt;
    if (status && (*status != 0 || may_know(pid))) return status;
    if (was_reaped(pidfd)) return kept_status(pidfd);
    poll(nullptr, 0, step_ms);
  }
  return std::nullopt;
}

End end_of_status(int status) {
  End end;
  if (WIFEXITED(status)) end.exit_code = static_cast<std::uint32_t>(WEXITSTATUS(status));
  if (WIFSIGNALED(status)) {
    end.signal = WTERMSIG(status);
    end.dumped = WCOREDUMP(status);
  }
  return end;
}

std::optional<std::uint64_t> killed_for_memory() {
  const auto groups = text_of_file("/proc/self/cgroup");
  if (!groups) return std::nullopt;
  for (const auto line : split(*groups, '\n')) {
    if (!line.starts_with("0::/")) continue;
    const auto events =
        text_of_file("/sys/fs/cgroup" + std::string(line.substr(3)) + "/memory.events");
    if (!events) return std::nullopt;
    for (const auto entry : split(*events, '\n'))
      if (entry.starts_with("oom_kill ")) return parse_unsigned(entry.substr(9));
  }
  return std::nullopt;
}

}  // namespace preflight::run
