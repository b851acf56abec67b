// A program of the system, run to hear what it says: no shell, a clean environment, an end in time.
// Only *_linux.cpp files include this.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/system_error.hpp"

namespace preflight {

struct ChildCommand {
  std::string program{};  ///< absolute path
  std::vector<std::string> arguments{};
  std::size_t most_output{std::size_t{4} << 20};  ///< bytes of standard output that are kept
};

struct ChildResult {
  SystemError start{};             ///< why it could not be started; code 0: it ran
  std::optional<int> exit_code{};  ///< nothing where a signal ended it, ours included
  bool timed_out{};  ///< the deadline passed; it was killed with all that it had started
  bool cut{};        ///< it said more than `most_output`; it was killed as well
  std::string output{};
  std::string errors{};  ///< standard error, its first kilobytes
};

/// Runs it to its end, or to the deadline. Its environment holds PATH and LC_ALL=C only, its
/// standard input is empty, and it has a process group of its own, of which nothing is left behind.
ChildResult run_child(const ChildCommand& command, Deadline deadline);

/// The first of `paths` that may be executed; empty where none may.
std::string first_program(const std::vector<std::string>& paths);

}  // namespace preflight
