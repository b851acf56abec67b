// The environment that preflight itself was started with.
#pragma once

#include <cstdlib>
#include <string>

namespace preflight {

/// Empty where it is not set.
inline std::string environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace preflight
