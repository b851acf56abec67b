// How a process ended that is not a child of this one. Only *_linux.cpp files include this.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "checks/base/descriptor_linux.hpp"
#include "cli/run/end.hpp"

namespace preflight::run {

/// pidfd_open(2), Linux 5.3; empty where there is none.
Descriptor open_pidfd(pid_t pid);

/// A status of wait(2) by the pidfd of a process that was reaped: Linux 6.15, PIDFD_GET_INFO with
/// PIDFD_INFO_EXIT (include/uapi/linux/pidfd.h). Nothing where it was not reaped yet, or the kernel
/// does not keep it.
std::optional<int> kept_status(int pidfd);

/// The last field of /proc/PID/stat, proc_pid_stat(5), of a process that has ended and was not
/// reaped. Its number is its own until then. Nothing where it may not be read. Pure.
std::optional<int> zombie_status(std::string_view stat);

/// Of process `pid`, which has ended: waits for its parent to reap it where that is of use.
std::optional<int> status_of_ended(int pidfd, pid_t pid);

End end_of_status(int status);

/// Processes of this control group that the kernel has killed for lack of memory: memory.events of
/// cgroup2. Nothing where it cannot be told.
std::optional<std::uint64_t> killed_for_memory();

}  // namespace preflight::run
