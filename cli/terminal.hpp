// The program's door to the system: arguments, standard streams, files it writes.
// Two bodies: terminal_linux.cpp, terminal_windows.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base/system_error.hpp"
#include "cli/app.hpp"

namespace preflight {

/// The arguments as UTF-8 (Linux: the bytes as they came), without the program's name.
std::vector<std::string> command_line(int argc, char** argv);

/// Standard output, standard error and the environment of this process. On Linux a closed pipe no
/// longer ends the process from here on.
Surroundings surroundings();

/// Writes beside `path` and renames: the file is there whole or not at all, and an older one stays
/// until then. A device or a pipe is written to as it is. Nothing on success.
std::optional<SystemError> write_whole(const std::string& path, std::string_view content);

}  // namespace preflight
