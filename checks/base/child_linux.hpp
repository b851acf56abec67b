// What of children only Linux has. Only *_linux.cpp files include this.
#pragma once

#include <string>
#include <vector>

#include "checks/base/child.hpp"

namespace preflight {

/// The first of `paths` that may be executed; empty where none may.
std::string first_program(const std::vector<std::string>& paths);

}  // namespace preflight
