// Who is pid N. Two bodies: process_linux.cpp, process_windows.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/finding.hpp"

namespace preflight {

/// What this user can do to a process.
enum class Reach {
  ours,     ///< it runs as this user (or we may do anything): this user can end it
  foreign,  ///< another user's or elevated, and we are not: only an administrator can
  kernel,   ///< no process of a person: pid 4, pid 1, kernel threads, protected processes
};

struct Identified {
  Process process{};
  Reach reach{Reach::ours};
  bool we_are_elevated{};           ///< whether this user, who looked, may do anything
  bool user_unit{};                 ///< `process.service` belongs to a user's own systemd
  std::string container_runtime{};  ///< of `process.container`: "docker", "podman", ...
  bool venv_launcher{};  ///< the nearest parent is proved to be the launcher of a Python venv
};

/// All that can be read about a running process: name, path, command line, user, start time, state,
/// service or unit, container, parents (nearest first, at most 8). Values that cannot be read stay
/// absent. Nothing where no such process exists. Never blocks on a process stuck in the kernel.
/// `role` and `locks` are left for the caller.
///
/// Linux: proc_pid_stat(5), proc_pid_status(5), proc_pid_cmdline(5), proc_pid_exe(5), cgroups(7),
/// passwd(5). A process that waits in the kernel is watched for up to a quarter of a second: it is
/// `uninterruptible` only if it never moved.
std::optional<Identified> identify(std::uint32_t pid);

/// May this user do anything (root with CAP_KILL and CAP_SYS_PTRACE; an elevated token)?
bool elevated();

/// The user that runs this program: "alice", "HOST\\alice".
std::string current_user();

/// How to make a set of processes let go, and whether this user can.
struct Ending {
  bool hard{};                     ///< at least one of them is out of this user's reach
  std::vector<Remedy> remedies{};  ///< best first, each with the exact command where there is one
};

/// Pure: decides from the values alone. Launchers are passed over for their children; of a process
/// and its descendants that both hold the target, the topmost is the one to end. Never names pid 1,
/// pid 4, svchost, docker-proxy or wslrelay: the unit, the service or the container behind it.
/// Zombies and processes stuck in the kernel give a remedy for a person. `holders` may be empty.
/// `windows`: the system that they run on.
Ending how_to_end(std::span<const Identified> holders, bool windows);

/// Whether this very program runs there.
bool on_windows();

}  // namespace preflight
