// What preflight gives back before it becomes a command: the signals, the descriptors and the
// standard streams as it found them. Only *_linux.cpp files include this.
#pragma once

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "cli/run/errors_linux.hpp"
#include "cli/run/program.hpp"

namespace preflight::run {

/// Dispositions and the mask of signals of this process, at the time it is made.
class FoundSignals {
 public:
  FoundSignals();
  /// Safe after fork(2).
  void restore() const;

 private:
  std::array<struct sigaction, NSIG> actions_{};
  sigset_t mask_{};
};

/// The open descriptors but for the standard ones: whoever started preflight meant them for the
/// command.
std::vector<int> descriptors_for_command();

/// All that execve(2) is told, made before any fork.
class Command {
 public:
  Command(const ProgramFacts& program, std::vector<std::string> words);

  /// Becomes it. Comes back with an errno where it does not. Safe after fork(2).
  int execute(const FoundSignals& signals, Errors& errors) const;

 private:
  std::string path_{};
  std::vector<std::string> words_{};
  std::vector<char*> argv_{};
};

}  // namespace preflight::run
