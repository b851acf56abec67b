// Is what holds the port an earlier copy of the command that is to be started? The comparison is
// pure; two bodies ask who runs: already_linux.cpp, already_windows.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/run/program.hpp"
#include "report/report.hpp"

namespace preflight::run {

/// A process as far as it can be compared with a command. What could not be read is absent, and
/// compares with nothing.
struct Running {
  std::string program{};                 ///< its file
  std::vector<std::string> arguments{};  ///< with the program's name
  std::string folder{};
};

/// The command, as it would run.
struct Wanted {
  Running process{};
  bool script{};   ///< `program` is run by another one, behind whose arguments it stands
  bool windows{};  ///< names differ in case only, and in the kind of slash
};

std::optional<Running> running(std::uint32_t pid);
Wanted wanted(const std::vector<std::string>& command, const ProgramFacts& program);

/// Pure: the same program with the same arguments in the same folder.
bool same_start(const Wanted& wanted, const Running& process);

/// Turns every port.in-use of a process that is the command's earlier copy, or was started by it,
/// into port.already-running.
void tell_already_running(std::vector<Looked>& looked, const std::vector<std::string>& command,
                          const ProgramFacts& program);

}  // namespace preflight::run
