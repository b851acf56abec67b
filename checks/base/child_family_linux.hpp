// A process and all that it started, whoever of them is still there. Only *_linux.cpp files include
// this.
#pragma once

#include <sys/types.h>

#include <string>

namespace preflight {

/// The leader leads a session and a process group of its own and has `mark` ("NAME=value") in its
/// environment. It is not reaped, so that its number belongs to nobody else.
struct ChildFamily {
  pid_t leader{};
  std::string mark{};
};

/// Ends all of them but the leader's own zombie. False where some would not end.
bool end_family(const ChildFamily& family);

}  // namespace preflight
