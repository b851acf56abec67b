// The standard error of a command, and what of it can be heard. Only *_windows.cpp files include
// this.
#pragma once

#include <windows.h>

#include <cstdint>
#include <memory>
#include <mutex>

#include "checks/base/handle_windows.hpp"
#include "cli/run/tail.hpp"

namespace preflight::run {

/// What was said, by the thread that passes it on.
struct Heard {
  std::mutex mutex{};
  Tail tail{};
};

/// A console is left alone, a file is read from where it ended at the start, and a pipe, or nothing
/// at all, is passed on by a thread.
class Errors {
 public:
  /// `listen`: false leaves all as it is. `heard`: what goes nowhere is listened to as well.
  Errors(bool listen, bool heard);

  [[nodiscard]] HANDLE output() const;  ///< what the command gets as standard output
  [[nodiscard]] HANDLE errors() const;  ///< and as standard error
  [[nodiscard]] bool passes() const { return static_cast<bool>(read_); }

  void pass_on();       ///< the command has its end of the pipe
  void finish() const;  ///< the command has ended: waits until all that it said is passed on
  [[nodiscard]] Said said() const;

 private:
  Handle read_{}, write_{};
  bool both_{};  ///< standard output is the same pipe
  bool is_file_{};
  std::uint64_t begin_{};  ///< of a file: where it ended
  Handle over_{};          ///< an event: nobody can say any more
  std::shared_ptr<Heard> heard_{std::make_shared<Heard>()};
};

}  // namespace preflight::run
