// The standard error of a command, and what of it can be heard. Only *_linux.cpp files include
// this.
#pragma once

#include <sys/types.h>

#include <string>

#include "checks/base/descriptor_linux.hpp"
#include "cli/run/tail.hpp"

namespace preflight::run {

/// What standard error is.
enum class ErrorsKind {
  left,     ///< a terminal, the journal, a socket, or closed: the command writes there by itself
  file,     ///< read from where it ended at the start
  nothing,  ///< /dev/null: passed on, if anybody hears of it otherwise
  pipe      ///< passed on
};

ErrorsKind kind_of_errors();

/// What passes between the command and the standard error of this process. It outlives the command
/// where others still hold its end.
class Errors {
 public:
  /// Of the command that is to be started. `heard`: /dev/null is passed on too.
  explicit Errors(bool heard);

  /// Just before the command starts: what a file holds by now is not the command's. The place where
  /// it will begin to write.
  off_t begin();
  void begin_at(off_t place) { begin_ = place; }

  /// In the process that becomes the command, last of all: its standard error is the pipe, and so
  /// is its standard output where both were one. Calls only what is safe after fork(2).
  void take_over();
  /// The command did not start after all: the streams are what they were.
  void give_back();
  /// Nobody is there to pass it on.
  void forget();
  /// In the process that watches.
  void watch_only() { write_ = Descriptor(); }
  /// In the one that becomes the command.
  void command_only() { read_ = Descriptor(); }

  [[nodiscard]] bool passes() const { return static_cast<bool>(read_); }
  /// To be polled for; -1: nothing to read, or to write.
  [[nodiscard]] int readable() const { return pending_.empty() ? read_.get() : -1; }
  [[nodiscard]] int writable() const;

  void read_some();   ///< after poll(2) said so
  void write_some();  ///< likewise
  void drain();       ///< all that is in the pipe now

  [[nodiscard]] Said said() const;

 private:
  void stop();

  ErrorsKind kind_{ErrorsKind::left};
  off_t begin_{};  ///< of a file: where it ended
  bool both_{};    ///< standard output is the same pipe
  Descriptor read_{}, write_{};
  Descriptor own_errors_{}, own_output_{};  ///< what take_over() put aside
  std::string pending_{};                   ///< read, and not yet written
  Tail tail_{};
};

}  // namespace preflight::run
