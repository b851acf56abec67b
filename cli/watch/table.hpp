// What watching shows on a terminal: the verdict, a line for each check, and what to do about what
// is in the way. Pure.
#pragma once

#include <chrono>
#include <vector>

#include "cli/block.hpp"
#include "cli/watch/standing.hpp"

namespace preflight::watch {

struct Picture {
  const Standing* standing{};
  const Report* report{};  ///< of the last round; null before the first is over
  Clock::time_point now{};
  std::size_t rounds{};  ///< that are over
  std::chrono::milliseconds interval{};
  bool over{};  ///< nobody watches any more
  bool unicode{true};
  bool quiet{}, verbose{};  ///< without what passes; with all that can be done
  StreamSize size{};
};

/// As many rows as there are; where the terminal has fewer lines, what passes is told in one.
std::vector<Row> table(const Picture& picture);

}  // namespace preflight::watch
