// Reading the small files of /proc. Only *_linux.cpp files include this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "checks/base/descriptor_linux.hpp"

namespace preflight {

/// /proc/PID as a folder: while it is open, its files are those of this process and of no later one
/// with the same pid. Empty where there is no such process.
Descriptor open_proc(std::uint32_t pid);

/// At most `limit` bytes of `name` below `folder` (AT_FDCWD: an absolute path). Nothing where it
/// cannot be opened or read; errno tells why.
std::optional<std::string> read_small_file(int folder, const char* name,
                                           std::size_t limit = 64 * 1024);

/// The text of a symbolic link below `folder`.
std::optional<std::string> read_link(int folder, const char* name);

}  // namespace preflight
