// Would the system let a library be loaded, were it in order? Two bodies: policy_linux.cpp,
// policy_windows.cpp.
#pragma once

#include <optional>
#include <string>

#include "checks/base/system_error.hpp"

namespace preflight::imports {

/// `error`: what a program is told that loads it.
struct Refusal {
  SystemError error{};
  std::string why{};  ///< "its mount forbids to run anything (noexec)"
};

/// Nothing of the library runs. Nothing where nobody objects, or that cannot be told: rules of
/// AppLocker for libraries are known to the loader alone.
std::optional<Refusal> refusal_of(const std::string& path);

}  // namespace preflight::imports
