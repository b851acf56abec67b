// Something that could not be seen, and why. A gap that could change the answer makes the status
// of a check `error`, never `pass`.
#pragma once

#include <string>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight {

struct Gap {
  std::string what{};    ///< what was to be looked at: "/proc/812/fd"
  SystemError error{};   ///< why it could not; `error.code` 0 where no call failed
  std::string reason{};  ///< in words: "belongs to another user"
};

using Gaps = std::vector<Gap>;

}  // namespace preflight
