// Who locks which bytes of a file, on Linux, where the kernel tells the owner. The functions have
// one body, file_locks_linux.cpp, for the use of *_linux.cpp files: Windows names no owner of a
// lock.
//
// DANGER: closing *any* descriptor of a file drops all POSIX locks that this process itself has on
// it, fcntl(2). Nothing here may be used on a file that this process has open with SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/base/file_identity.hpp"
#include "checks/base/system_error.hpp"

namespace preflight {

enum class LockKind { read, write };

enum class LockClass {
  posix,  ///< fcntl(2) F_SETLK: belongs to a process
  ofd,    ///< fcntl(2) F_OFD_SETLK: belongs to an open file, which several processes can share
  flock,  ///< flock(2): likewise; does not conflict with the two above
  other,  ///< leases and delegations
};

/// Some bytes of a file that are locked.
struct FileLock {
  LockClass type{LockClass::posix};
  LockKind kind{LockKind::read};
  /// Absent where the kernel names nobody: an `ofd` lock, or an owner in another pid namespace.
  std::optional<std::uint32_t> pid{};
  std::uint64_t start{};
  std::uint64_t length{};  ///< 0: to the end of the file, however far it grows

  [[nodiscard]] bool covers(std::uint64_t byte) const {
    return byte >= start && (length == 0 || byte - start < length);
  }
  bool operator==(const FileLock&) const = default;
};

struct NotLocked {};

/// The first lock that a write lock of these bytes would meet (fcntl(2), F_GETLK): one of perhaps
/// many, at once, at any number of locks in the system. `fd` need only be readable. Adjacent locks
/// of one process are told as one: judge by `start` and `length`, not by what was asked. Sees no
/// flock(2) locks and no locks of this process. `length` 0: to the end.
std::variant<NotLocked, FileLock, SystemError> conflicting_lock(int fd, std::uint64_t start,
                                                                std::uint64_t length);

/// All locks that are held on a file, by /proc/locks: every owner, the ones behind another too.
/// Opens nothing but an O_PATH descriptor, so it drops no locks. Takes some 10 ms, which the kernel
/// makes the reader of that file wait: ask `conflicting_lock` first. What owners in other pid
/// namespaces hold is left out by the kernel.
std::variant<std::vector<FileLock>, SystemError> all_locks(const std::string& path);

enum class OpenElsewhere {
  no,
  yes,
  cannot_tell,  ///< not our file and no CAP_LEASE, or a file system that others share
};

/// Has any descriptor but `fd` the file open, or a mapping? One call at any number of processes: a
/// write lease (fcntl(2), F_SETLEASE) is granted only where `fd` is the only one; it is given back
/// at once. An opener within that moment waits for it. O_PATH descriptors do not count. `fd` must
/// not be duplicated or open elsewhere in this process.
OpenElsewhere open_elsewhere(int fd);

}  // namespace preflight
