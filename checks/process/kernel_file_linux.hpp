// A file as the kernel itself names it. Only *_linux.cpp files include this.
#pragma once

#include <string>
#include <variant>

#include "checks/base/system_error.hpp"
#include "checks/process/lock_line.hpp"

namespace preflight {

/// What /proc/locks, /proc/PID/maps and fdinfo compare by. On btrfs and overlayfs it differs from
/// what stat(2) tells.
struct KernelFile {
  Device device{};
  std::uint64_t inode{};

  bool operator==(const KernelFile&) const = default;
};

/// By an O_PATH descriptor: nothing is opened for reading, no device or FIFO wakes up, no lock of
/// this process is dropped when it is closed again.
std::variant<KernelFile, SystemError> kernel_file(const std::string& path);

}  // namespace preflight
