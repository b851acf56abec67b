// Who has these files open. Matching is by file identity, never by path.
// Two bodies: file_holders_linux.cpp (/proc, locks), file_holders_windows.cpp (Restart Manager,
// then the handle table).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/file_identity.hpp"
#include "checks/base/gap.hpp"
#include "checks/process/file_locks.hpp"

namespace preflight {

/// A file to look for. `path` is what Restart Manager is asked with, and what is shown.
struct WantedFile {
  std::string path{};
  FileIdentity identity{};
};

struct HolderLock {
  std::size_t file{};  ///< index into the wanted files
  FileLock lock{};
};

struct FileHolder {
  std::uint32_t pid{};
  std::vector<std::size_t> files{};  ///< indices into the wanted files, ascending, each once
  bool writable{};                   ///< at least one of its descriptors may write
  bool mapped_only{};                ///< no descriptor any more, but a mapping keeps the file
  /// Its descriptors cannot be read, but /proc/locks names it: what it has open besides is unknown.
  bool lock_only{};
  /// Linux: what it holds through its descriptors, the owners of open-file locks told too. Windows
  /// names no owner of a lock.
  std::vector<HolderLock> locks{};
};

struct FileHolders {
  std::vector<FileHolder> holders{};  ///< by pid, without this process
  Gaps gaps{};                        ///< whose descriptors could not be read
  std::size_t unseen_processes{};     ///< how many processes the gaps stand for
};

/// The complete list, as far as this user may look. What no user can see: a descriptor that is on
/// its way through a socket, swap files, loop devices, other machines on a network file system, and
/// on Linux the processes outside our pid namespace and a thread with a descriptor table of its
/// own.
///
/// Linux: the inode behind each /proc/PID/fd/N is asked without going to the network
/// (AT_STATX_DONT_SYNC), so that a dead mount does not stop the walk; the maps of a process that is
/// stuck in the kernel are not read and stand in the gaps.
FileHolders find_file_holders(std::span<const WantedFile> files, Deadline deadline);

}  // namespace preflight
