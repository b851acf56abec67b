// Starts preflight_actor (tests/support/actor.cpp tells its commands) and waits until it is ready.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace preflight::test {

struct ActorProcess {
  /// Throws std::runtime_error with the actor's own words where it could not do as told.
  explicit ActorProcess(const std::vector<std::string>& words);

  Child child;
  std::uint32_t pid{};  ///< of the process that holds things, which a launcher is not
  std::uint16_t port{};
  std::vector<std::uint32_t> forked{};
};

/// Path of the program, beside the program that runs.
std::string actor_path();

}  // namespace preflight::test
