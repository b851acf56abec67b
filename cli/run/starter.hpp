// How preflight becomes the command. Two bodies: starter_linux.cpp, starter_windows.cpp.
//
// Linux: execve(2) in this very process, so that the pid stays. A watcher, forked before the gate
// while there is one thread only, sees the end by a pidfd. Where that cannot tell the exit code, or
// where this process is the reaper of others (pid 1), preflight stays as the parent, forwards
// signals and ends as the command did.
//
// Windows: a child in a job object, on the same console. What is in the job ends with preflight,
// however that ends; what the command leaves behind when it ends by itself, stays.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/system_error.hpp"
#include "cli/run/end.hpp"
#include "cli/run/program.hpp"

namespace preflight::run {

/// The command, as who watches its start sees it.
struct Life {
  std::chrono::steady_clock::time_point started{};
  /// Comes back at its end or at the deadline, whichever is first.
  std::function<std::optional<End>(Deadline)> wait{};
  std::function<Said()> said{};  ///< so far
  bool answered_before{};        ///< as of Start
};

struct Start {
  const ProgramFacts& program;              ///< the file that the first word stands for
  const std::vector<std::string>& command;  ///< its words
  bool abandoned{};                         ///< a thread of a look hangs
  bool answered_before{};  ///< something answers at --ready already, which is not the command
};

using Watch = std::function<void(Life&)>;

struct Ended {
  SystemError not_started{};  ///< why not; code 0: it was started, and `end` is how it ended
  End end{};
};

class Starter {
 public:
  /// To be made before any other thread is. `watch` runs beside the command from its start on, in
  /// a process of its own where this one is to become the command; empty: nobody watches.
  /// `heard`: standard error is not the only place where it can tell something.
  Starter(Watch watch, bool heard);
  Starter(const Starter&) = delete;
  Starter& operator=(const Starter&) = delete;
  ~Starter();

  /// Comes back where the command did not start or has ended; on Linux most often not at all.
  Ended start(const Start& start);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// The exit code that says the same; where a signal ended it, this process ends by it as well.
int end_like(const End& end);

}  // namespace preflight::run
