#include "checks/process/process.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <thread>

#include "checks/process/cgroup.hpp"
#include "checks/process/origin.hpp"
#include "checks/process/passwd.hpp"
#include "checks/process/proc_file_linux.hpp"
#include "checks/process/proc_pid.hpp"

namespace preflight {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::uint32_t kernel_thread_daemon = 2;
constexpr std::size_t most_parents = 8;

std::optional<ProcStat> stat_of(int folder) {
  const auto text = read_small_file(folder, "stat");
  return text ? parse_proc_stat(*text) : std::nullopt;
}

std::optional<ProcStat> stat_of_pid(std::uint32_t pid) {
  const auto folder = open_proc(pid);
  return folder ? stat_of(folder.get()) : std::nullopt;
}

// When the machine started, by the clocks that the start times of processes are measured with. The
// same as "btime" of /proc/stat, to the nanosecond, and without the sum over all interrupts that
// reading that file costs.
nanoseconds boot_time() {
  static const nanoseconds at = [] {
    timespec now{};
    timespec since_boot{};
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return std::chrono::seconds(now.tv_sec - since_boot.tv_sec) +
           nanoseconds(now.tv_nsec - since_boot.tv_nsec);
  }();
  return at;
}

Timestamp start_time(std::uint64_t ticks) {
  static const auto ticks_per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  const auto whole = std::chrono::seconds(ticks / ticks_per_second);
  const auto rest = nanoseconds((ticks % ticks_per_second) * 1'000'000'000U / ticks_per_second);
  return Timestamp(std::chrono::duration_cast<milliseconds>(boot_time() + whole + rest));
}

std::string name_of_user(std::uint32_t uid) {
  static const auto passwd =
      read_small_file(AT_FDCWD, "/etc/passwd", 16 * 1024 * 1024).value_or(std::string());
  return user_name(passwd, uid);
}

std::optional<ProcStatus> status_of(int folder) {
  const auto text = read_small_file(folder, "status");
  return text ? std::optional(parse_proc_status(*text)) : std::nullopt;
}

// A process that writes to a disk waits in the kernel many times a second, each time for a moment.
// Stuck is one that did not move at all while we looked: no other state, no context switch.
bool stuck_in_kernel(int folder) {
  const auto before = status_of(folder);
  if (!before) return false;
  for (int look = 0; look < 25; ++look) {
    std::this_thread::sleep_for(milliseconds(10));
    const auto stat = stat_of(folder);
    if (!stat || stat->state != 'D') return false;
    const auto now = status_of(folder);
    if (!now || now->context_switches != before->context_switches) return false;
  }
  return true;
}

ProcessState state_of(const ProcStat& stat, int folder) {
  switch (stat.state) {
    case 'Z':
    case 'X':
      // Where only the first thread has ended, the others hold all there was.
      return stat.threads > 1 ? ProcessState::running : ProcessState::zombie;
    case 'T':
    case 't':
      return ProcessState::stopped;
    case 'D':
      return stuck_in_kernel(folder) ? ProcessState::uninterruptible : ProcessState::running;
    default:
      return ProcessState::running;
  }
}

// Asks the kernel, with a signal that is none: it checks the right to send and sends nothing,
// kill(2). That knows of capabilities, of saved uids and of security modules.
bool may_end(std::uint32_t pid) { return kill(static_cast<pid_t>(pid), 0) == 0; }

Reach reach_of(const ProcStat& stat) {
  if (stat.pid == 1 || stat.pid == kernel_thread_daemon || stat.kernel_thread())
    return Reach::kernel;
  return may_end(stat.pid) ? Reach::ours : Reach::foreign;
}

const CgroupOrigin& own_cgroup() {
  static const CgroupOrigin own =
      parse_cgroup(read_small_file(AT_FDCWD, "/proc/self/cgroup").value_or(std::string()));
  return own;
}

// The nearest parents. Between two looks a pid may be given to a new process, which would be
// younger than its "child": then the true parent is gone, and so is the rest of the line.
std::vector<ProcStat> parents_of(const ProcStat& stat) {
  std::vector<ProcStat> parents;
  std::uint64_t youngest = stat.start_ticks;
  std::uint32_t next = stat.parent;
  while (next != 0 && parents.size() < most_parents) {
    auto parent = stat_of_pid(next);
    if (!parent || parent->start_ticks > youngest) break;
    youngest = parent->start_ticks;
    next = parent->parent;
    parents.push_back(std::move(*parent));
  }
  return parents;
}

// The kernel forgets the parent that is gone. But what pid 1 forks shares its session until it
// makes one of its own: a child of pid 1 in a session that a third process made came from
// elsewhere.
std::optional<std::string> orphan_reason(const ProcStat& stat, const std::vector<ProcStat>& parents,
                                         const CgroupOrigin& cgroup) {
  if (parents.empty()) return std::nullopt;
  const auto& parent = parents.front();
  const bool reaper = parent.pid == 1 || (parent.comm == "systemd" && parent.parent == 1);
  if (!reaper) return std::nullopt;
  const bool foreign_session =
      stat.session != 0 && stat.session != stat.pid && stat.session != parent.session;
  // systemd itself starts services only; what lives in a scope was started by somebody else.
  const bool scope_of_systemd =
      parent.comm == "systemd" && cgroup.unit && cgroup.unit->ends_with(".scope");
  if (!foreign_session && !scope_of_systemd) return std::nullopt;
  return "re-parented to pid " + std::to_string(parent.pid);
}

void fill_origin(const ProcStat& stat, int folder, Identified& found) {
  const auto cgroup = parse_cgroup(read_small_file(folder, "cgroup").value_or(std::string()));
  OriginFacts facts;
  if (cgroup.container && cgroup.container != own_cgroup().container) {
    facts.container = found.process.container = cgroup.container;
    facts.container_runtime = found.container_runtime = cgroup.runtime;
  }
  if (cgroup.is_service()) {
    if (!started_for_others(*cgroup.unit, stat.comm)) {
      found.process.service = cgroup.unit;
      found.user_unit = cgroup.user_unit;
    }
    facts.service = "systemd unit " + *cgroup.unit;
  }
  const auto parents = parents_of(stat);
  for (const auto& parent : parents) found.process.parents.push_back({parent.pid, parent.comm});
  if (!parents.empty()) facts.parent = found.process.parents.front();
  facts.orphan = orphan_reason(stat, parents, cgroup);
  found.process.started_by = started_by(facts);
}

// Needs the memory of the process, and waits for whoever holds its lock: not asked of a process
// that is stuck in the kernel.
void fill_command_line(int folder, const ProcStat& stat, Identified& found) {
  constexpr std::size_t limit = 16 * 1024;
  const auto bytes = read_small_file(folder, "cmdline", limit);
  if (!bytes) return;
  const auto arguments = parse_command_line(*bytes);
  if (arguments.empty()) return;
  found.process.name = process_name(stat, arguments);
  found.process.command_line = quote_command_line(arguments);
  if (bytes->size() == limit) *found.process.command_line += " ...";
}

}  // namespace

std::optional<Identified> identify(std::uint32_t pid) {
  const auto folder = open_proc(pid);
  if (!folder) return std::nullopt;
  const auto stat = stat_of(folder.get());
  if (!stat) return std::nullopt;

  Identified found;
  found.process.pid = pid;
  found.process.name = stat->comm;
  found.process.started_at = start_time(stat->start_ticks);
  found.process.state = state_of(*stat, folder.get());
  found.we_are_elevated = elevated();
  found.reach = reach_of(*stat);
  if (const auto status = status_of(folder.get()); status && status->effective_user)
    found.process.user = name_of_user(*status->effective_user);
  found.process.path = read_link(folder.get(), "exe");
  fill_origin(*stat, folder.get(), found);
  if (found.process.state != ProcessState::uninterruptible)
    fill_command_line(folder.get(), *stat, found);
  return found;
}

bool elevated() {
  static const bool may_do_anything = [] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
    if (syscall(SYS_capget, &header, data) != 0) return false;
    const std::uint32_t needed = (1U << CAP_KILL) | (1U << CAP_SYS_PTRACE);
    return (data[0].effective & needed) == needed;
  }();
  return may_do_anything;
}

std::string current_user() { return name_of_user(geteuid()); }

bool on_windows() { return false; }

}  // namespace preflight
