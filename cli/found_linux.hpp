// What this process found when it began and the program has changed for itself: a command that it
// becomes gets it back. Only *_linux.cpp files include this.
#pragma once

#include <array>

namespace preflight {

struct FoundAtStart {
  bool pipe_ignored{};           ///< SIGPIPE was ignored already
  std::array<bool, 3> closed{};  ///< standard descriptors that were not open
};

/// Filled by surroundings(), terminal.hpp.
const FoundAtStart& found_at_start();

}  // namespace preflight
