// What a command finds around it. Two bodies: surroundings_linux.cpp, surroundings_windows.cpp.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight::exec {

/// Absolute path of a program as a shell that stands in `folder` (empty: here) would find it: by
/// PATH where the name has no folder. On Windows ".exe" may be left out. Else why not: ENOENT,
/// EACCES; ERROR_FILE_NOT_FOUND.
std::variant<std::string, SystemError> find_program(const std::string& name,
                                                    const std::string& folder);

/// "NAME=value" of all variables of this process; nothing where a child has them by itself.
std::optional<std::vector<std::string>> environment();

bool is_windows();

}  // namespace preflight::exec
