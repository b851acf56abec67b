// The shared vocabulary: what a check can say. Plain values; who builds them owns them.
//
// All text is UTF-8 as far as the system gave it so. A process may call itself anything, so text
// that came from the system can hold control characters or invalid sequences: renderers clean it
// where it leaves the program, nobody before them does.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/value.hpp"

namespace preflight {

/// Milliseconds since the Unix epoch, UTC.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Ascending: a later enumerator is worse. `error` means "could not be looked at".
enum class Severity { info, warning, error, blocker };

/// Who can carry a remedy out. `person`: somebody must act by hand (close a window, reboot).
enum class Needs { nothing, user, admin, person };

/// A line of a file, from 1.
struct Place {
  std::string file{};
  std::size_t line{};
};

struct Remedy {
  std::string text{};
  std::optional<std::string> command{};  ///< exact, quoted for the shell of the system
  Needs needs{Needs::user};
};

/// What a process does to the target of a check.
enum class Role { listener, bound, connected, writer, reader, open };

/// `stopped` holds all it had; `zombie` holds nothing any more; `uninterruptible` cannot be killed
/// until the kernel call it is in returns (proc_pid_stat(5), field 3).
enum class ProcessState { unknown, running, stopped, zombie, uninterruptible };

struct ParentProcess {
  std::uint32_t pid{};
  std::string name{};
};

/// A process is known by pid *and* start time, since pids are used again.
/// A value that could not be read (another user's process) is absent, never guessed.
struct Process {
  std::uint32_t pid{};
  std::string name{};
  std::optional<std::string> path{};
  std::optional<std::string> command_line{};
  std::optional<std::string> user{};
  std::optional<Timestamp> started_at{};
  ProcessState state{ProcessState::unknown};
  Role role{Role::open};
  std::vector<std::string> locks{};         ///< SQLite's names: "reserved", "wal-write", ...
  std::optional<std::string> service{};     ///< systemd unit or Windows service
  std::optional<std::string> container{};   ///< container id or name
  std::vector<ParentProcess> parents{};     ///< nearest first
  std::optional<std::string> started_by{};  ///< what it was started from, in words: "venv launcher"
};

struct Finding {
  std::string code{};  ///< stable, listed by `preflight list`: "port.in-use"
  Severity severity{Severity::info};
  bool hard{};                         ///< no retry and no command of this user can clear it
  std::string message{};               ///< one line: what is so
  std::optional<std::string> cause{};  ///< one line: why it is so
  std::vector<Process> processes{};
  std::vector<Remedy> remedies{};
  Value evidence{};  ///< object, or null: raw values behind the finding (error numbers, offsets)
};

using Findings = std::vector<Finding>;

/// A line of what a person sees who asked by hand: a tree where lines have depths, else a list.
/// `tone` info is the usual; blocker and warning are what is wrong there.
struct OutlineLine {
  std::size_t depth{};
  std::string text{};
  std::string note{};  ///< said after it, less loudly
  Severity tone{Severity::info};
};

using Outline = std::vector<OutlineLine>;

}  // namespace preflight
