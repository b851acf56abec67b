// How far a look that takes its time has come: counted by the check, shown to who waits for it.
#pragma once

#include <atomic>
#include <cstddef>

namespace preflight {

struct Steps {
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> all{0};  ///< 0: not known yet
};

}  // namespace preflight
