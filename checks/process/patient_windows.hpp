// Questions that may never be answered. Only *_windows.cpp files include this.
#pragma once

#include <windows.h>

#include <chrono>
#include <memory>
#include <optional>

#include "checks/base/file_identity.hpp"
#include "checks/base/handle_windows.hpp"

namespace preflight {

enum class Answer { file, no_file, none };

/// Asks handles for the identity of their file, on a thread of its own: the question waits for the
/// operation that is pending on a handle which was opened for synchronous use, and on a pipe that
/// may be for ever. A thread that does not come back is left behind with its handle; it ends with
/// the program.
class PatientAsker {
 public:
  PatientAsker();
  ~PatientAsker();
  PatientAsker(const PatientAsker&) = delete;
  PatientAsker& operator=(const PatientAsker&) = delete;

  /// `none` where no answer came in time.
  Answer ask(Handle file, std::chrono::milliseconds patience, FileIdentity& identity);

  [[nodiscard]] std::size_t left_behind() const { return left_behind_; }

 private:
  struct Worker;
  std::shared_ptr<Worker> worker_{};
  std::size_t left_behind_{};
};

}  // namespace preflight
