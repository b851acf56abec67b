// What a path names, asked without opening the file: no FIFO, device or lock can make it wait.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "checks/base/file_identity.hpp"
#include "checks/base/system_error.hpp"

namespace preflight {

enum class FileKind { regular, directory, fifo, socket, device, other };

struct FileStatus {
  FileIdentity identity{};
  FileKind kind{FileKind::other};
  std::uint64_t size{};  ///< bytes
};

/// Follows symbolic links. `path` is UTF-8 on Windows, bytes on Linux.
std::variant<FileStatus, SystemError> file_status(const std::string& path);

}  // namespace preflight
