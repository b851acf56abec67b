// How a command came to its end, and what that means. The facts are values; the judge is pure, and
// tested on either system for both.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/finding.hpp"

namespace preflight::run {

/// As waitpid(2) tells it, or GetExitCodeProcess. Neither of the two: nobody but its parent knows.
struct End {
  std::optional<std::uint32_t> exit_code{};  ///< Windows: an NTSTATUS where it crashed
  std::optional<int> signal{};               ///< Linux
  bool dumped{};                             ///< it left a core dump
  /// The kernel killed a process of its control group for lack of memory, since it was started.
  bool out_of_memory{};
  /// Somebody asked preflight itself to stop as well (Ctrl-C, SIGTERM), before the command ended.
  std::optional<int> asked_to_stop{};
};

/// What of its standard error can be told.
struct Said {
  std::vector<std::string> lines{};  ///< the last ones, oldest first, as they came
  std::string unread{};              ///< why there are none, where they could not be read
};

struct EndFacts {
  End end{};
  Said said{};
  std::string command{};  ///< for a person: "python3 app.py"
  std::string program{};  ///< the file that was started
  std::chrono::milliseconds lifetime{};
  bool windows{};
  bool script{};     ///< `program` is text for an interpreter: it loads no libraries itself
  bool announced{};  ///< it had answered at --ready before
};

/// The signals that ask to stop: SIGHUP, SIGINT, SIGQUIT, SIGTERM. Numbers (signal(7)), since
/// Windows has no names for them and judges them in tests.
inline constexpr std::array<int, 4> stop_signals{1, 2, 3, 15};
bool is_stop(int signal);

/// A person or a supervisor wanted it to end: nothing is to be told.
bool was_wanted(const End& end);

/// Its libraries are to be looked at: it died of one, or may have.
bool may_lack_library(const EndFacts& facts);

/// "exit code 1", "exit code 0xC0000135 (STATUS_DLL_NOT_FOUND)", "SIGKILL".
std::string end_in_words(const End& end, bool windows);

/// run.died, run.killed, run.crashed, run.ended, run.end-unknown.
Finding judge_end(const EndFacts& facts);

}  // namespace preflight::run
