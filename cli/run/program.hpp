// Which file is the command, and can it be started? Answered before anything is started. Two bodies
// of the probe: program_linux.cpp, program_windows.cpp; the judge is pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/base/system_error.hpp"
#include "report/finding.hpp"

namespace preflight::run {

/// How a file has to be started.
enum class Kind {
  program,  ///< by itself: a binary, or a script with a #! line
  text,     ///< Linux: a script without #!, which execvp(3) hands to /bin/sh
  batch     ///< Windows: .bat, .cmd
};

/// Why it cannot be started.
enum class Trouble {
  none,
  missing,              ///< no such file
  folder,               ///< a folder has that name
  not_executable,       ///< it has no x bit for this user
  no_exec_mount,        ///< its file system is mounted noexec
  denied,               ///< a folder above it, or the file, is not for this user
  interpreter_missing,  ///< of the #! line, or the loader of an ELF file
  interpreter_denied,   ///< it may not be run
  carriage_return,      ///< the #! line ends in CR LF
  wrong_machine,        ///< an ELF file for another processor
  no_program,           ///< Windows: a file that needs another program (.py, .ps1, .txt)
  refused               ///< the system said so when it was to be started
};

struct ProgramFacts {
  std::string name{};  ///< as it was typed
  bool windows{};
  std::string path{};  ///< the file that is to be started, or that would be but for `trouble`
  Kind kind{Kind::program};
  bool script{};  ///< text that another program runs
  Trouble trouble{Trouble::none};
  SystemError error{};                 ///< of the call that told of the trouble; code 0: none did
  std::string interpreter{};           ///< what the file asks for
  std::string machine{};               ///< that an ELF file is for: "AArch64"
  bool searched{};                     ///< the name has no folder, so PATH was searched
  std::vector<std::string> folders{};  ///< of PATH, in order
  std::vector<std::string> nearest{};  ///< names that it may be a slip of
  bool here{};                         ///< a file of that name is in the current folder
};

ProgramFacts find_program(const std::string& name);

/// run.not-found, run.not-runnable; nothing where it can be started.
std::optional<Finding> judge_program(const ProgramFacts& facts);

/// What a shell ends with: 127 where something is not found, 126 where it cannot be run.
int shell_code(const ProgramFacts& facts);

}  // namespace preflight::run
