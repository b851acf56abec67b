// The file of a configuration on the disk. Two bodies: config_file_linux.cpp,
// config_file_windows.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace preflight {

/// Read in the current folder where none is named.
inline constexpr std::string_view config_name = "preflight.json";

/// What a file holds, or why that cannot be told.
struct FileText {
  std::optional<std::string> text{};
  bool missing{};       ///< there is no such file
  std::string error{};  ///< in words, where there is no text
};

/// Of a file that is longer than `most` bytes, the first `most` + 1.
FileText read_bytes(const std::string& path, std::size_t most);

/// Of a file that is longer than a configuration may be, only so much that this is seen.
FileText read_config_file(const std::string& path);

/// The path to `name`, which the file `path` names as seen from its own folder: `name` as it is
/// where it is absolute, or where `path` names no folder.
std::string beside(std::string_view path, std::string_view name);

}  // namespace preflight
