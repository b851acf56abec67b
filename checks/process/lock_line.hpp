// The lines in which the kernel tells file locks: /proc/locks and "lock:" of /proc/PID/fdinfo/N,
// proc_locks(5), proc_pid_fdinfo(5). Decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checks/process/file_locks.hpp"

namespace preflight {

/// A lock and the file it is on, as the kernel names files: by the device of the file system and
/// the number of the inode. On btrfs and overlayfs that device is not the one stat(2) tells.
struct LockLine {
  FileLock lock{};
  std::uint32_t major{};
  std::uint32_t minor{};
  std::uint64_t inode{};
  bool waits{};  ///< "->": it is not held, its owner waits for the one above
};

/// "1: POSIX  ADVISORY  WRITE 8608 fe:00:11200741 1073741825 1073741825". Nothing where a field is
/// missing or no number.
std::optional<LockLine> parse_lock_line(std::string_view line);

/// All of /proc/locks. `complete` is false where a line could not be read.
struct LockTable {
  std::vector<LockLine> lines{};
  bool complete{true};
};

LockTable parse_lock_table(std::string_view text);

/// /proc/PID/fdinfo/N.
struct FdInfo {
  std::optional<std::uint64_t> flags{};  ///< as of open(2)
  std::optional<std::uint64_t> mount{};  ///< id in /proc/self/mountinfo
  std::optional<std::uint64_t> inode{};  ///< as /proc/locks and maps tell it; Linux 5.14
  std::vector<LockLine> locks{};         ///< what is held through this descriptor

  [[nodiscard]] bool writable() const { return flags && (*flags & 3U) != 0 && !path_only(); }
  [[nodiscard]] bool path_only() const { return flags && (*flags & 010000000U) != 0; }  // O_PATH
};

FdInfo parse_fdinfo(std::string_view text);

/// The device of the file system of mount `id`, in the text of /proc/self/mountinfo, proc(5).
struct Device {
  std::uint32_t major{};
  std::uint32_t minor{};

  bool operator==(const Device&) const = default;
};

std::optional<Device> device_of_mount(std::string_view mountinfo, std::uint64_t id);

}  // namespace preflight
