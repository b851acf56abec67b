// What `bundle` asks of the system beside the checks: ends of logs, folders, and what is worth
// knowing about the machine. Two bodies: files_linux.cpp, files_windows.cpp. Paths are UTF-8 on
// Windows, bytes on Linux.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight::bundle {

struct FileTail {
  std::optional<std::string> bytes{};
  std::uint64_t size{};  ///< of the whole file
  std::optional<SystemError> error{};
};

/// The last `most` bytes of a regular file; nothing else is opened. A file that is being written to
/// is read as it is.
FileTail read_tail(const std::string& path, std::size_t most);

/// When it was written to last, in the system's own unit; nothing where that is not told.
std::optional<std::int64_t> modified_at(const std::string& path);

/// One folder, whose parent is there. Nothing on success.
std::optional<SystemError> make_folder(const std::string& path);

void remove_file(const std::string& path);
void remove_empty_folder(const std::string& path);

/// "NAME=value" of all variables of this process, as far as the system has them as text.
std::vector<std::string> all_variables();

/// What decides how programs behave here, and is no fact of a check: locale, time zone, code page,
/// kernel, hints at a container or at Wine. Name and value.
std::vector<std::pair<std::string, std::string>> machine_details();

}  // namespace preflight::bundle
