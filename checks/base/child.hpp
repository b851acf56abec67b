// A program that is run to hear what it says: no shell, an environment that is given, an end in
// time, and nothing of it left behind. Two bodies: child_linux.cpp, child_windows.cpp.
//
// All that it starts ends with it, at the latest by the deadline. On Windows a job object sees to
// that, also where preflight itself is killed. On Linux its process group, its session and a mark
// in the environment tell who belongs to it; who has dropped all three is not found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/system_error.hpp"

namespace preflight {

struct ChildCommand {
  std::string program{};  ///< absolute path; nothing is searched for
  std::vector<std::string> arguments{};
  std::size_t most_output{std::size_t{4} << 20};  ///< bytes of standard output that are kept
  /// "NAME=value", the whole environment. None: on Linux PATH and LC_ALL=C, on Windows the
  /// environment of preflight.
  std::optional<std::vector<std::string>> environment{};
  std::string folder{};  ///< working directory; empty: that of preflight
};

struct ChildResult {
  SystemError start{};  ///< why it could not be started; code 0: it ran
  /// Nothing where a signal ended it, or preflight. On Windows that of GetExitCodeProcess: an
  /// NTSTATUS, negative, where it crashed.
  std::optional<int> exit_code{};
  std::optional<int> signal{};  ///< Linux: that ended it, but for preflight's own SIGKILL
  bool timed_out{};             ///< the deadline passed; it was killed
  bool cut{};                   ///< it said more than `most_output`; it was killed as well
  bool left_behind{};           ///< something that it had started could not be ended
  std::string output{};
  std::string errors{};  ///< standard error, its first kilobytes
};

/// Runs it to its end, or to the deadline. Its standard input is empty. What it left running is
/// ended with it: a child that starts a server and ends has ended.
ChildResult run_child(const ChildCommand& command, Deadline deadline);

}  // namespace preflight
