// A command that runs, seen from beside it or from above it. Only *_linux.cpp files include this.
#pragma once

#include <sys/signalfd.h>
#include <sys/types.h>

#include <csignal>
#include <optional>

#include "checks/base/deadline.hpp"
#include "checks/base/descriptor_linux.hpp"
#include "cli/run/end.hpp"
#include "cli/run/errors_linux.hpp"

namespace preflight::run {

/// Of a process that is no child of this one. The signals that ask to stop are blocked and read
/// here: they go to the whole process group, or control group, and tell that an end is wanted.
class Neighbour {
 public:
  /// `manager`: the service manager that started it; 0 where none did.
  Neighbour(pid_t pid, const Descriptor& pidfd, pid_t manager, Errors& errors);

  std::optional<End> wait(Deadline deadline);
  /// Passes on what is said, until nobody can say more.
  void pass_on();

 private:
  void look_at_signals(bool ended);
  bool clears_up(const signalfd_siginfo& info) const;

  pid_t pid_;
  const Descriptor& pidfd_;
  pid_t manager_;
  Errors& errors_;
  Descriptor signals_{};
  std::optional<int> asked_to_stop_{};
};

/// Of a child. All signals are blocked and read here; what was sent to this process alone is sent
/// on to it, and children of others that were left to this process are reaped.
class Child {
 public:
  Child(pid_t pid, Errors& errors);

  std::optional<End> wait(Deadline deadline);

 private:
  std::optional<End> reap() const;
  void look_at_signals(bool ended);

  pid_t pid_;
  Errors& errors_;
  Descriptor signals_{};
  std::optional<int> asked_to_stop_{};
};

/// Blocks all that Child reads. To be done before the fork, so that no signal is lost.
void block_signals();

}  // namespace preflight::run
