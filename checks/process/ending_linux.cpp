#include "checks/process/ending.hpp"

namespace preflight {

Ending how_to_end(std::span<const Identified> holders) {
  return how_to_end(holders, linux_words());
}

}  // namespace preflight
