#include "checks/process/file_locks.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "checks/process/kernel_file_linux.hpp"
#include "checks/process/lock_line.hpp"
#include "checks/process/proc_file_linux.hpp"

namespace preflight {

namespace {

// Where other machines can have the file open, a lease of this kernel proves nothing.
bool shared_with_other_machines(int fd) {
  static constexpr std::array<std::uint32_t, 9> magics{
      NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC,  SMB2_SUPER_MAGIC, CIFS_SUPER_MAGIC, V9FS_MAGIC,
      CEPH_SUPER_MAGIC, FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC,  CODA_SUPER_MAGIC};
  struct statfs info {};
  if (fstatfs(fd, &info) != 0) return true;
  return std::find(magics.begin(), magics.end(), static_cast<std::uint32_t>(info.f_type)) !=
         magics.end();
}

}  // namespace

std::variant<NotLocked, FileLock, SystemError> conflicting_lock(int fd, std::uint64_t start,
                                                                std::uint64_t length) {
  struct flock asked {};
  asked.l_type = F_WRLCK;
  asked.l_whence = SEEK_SET;
  asked.l_start = static_cast<off_t>(start);
  asked.l_len = static_cast<off_t>(length);
  if (fcntl(fd, F_GETLK, &asked) != 0) return last_error();
  if (asked.l_type == F_UNLCK) return NotLocked{};
  FileLock lock;
  // -1: an open-file lock; 0: the owner is in a pid namespace that we cannot see into.
  lock.type = asked.l_pid == -1 ? LockClass::ofd : LockClass::posix;
  if (asked.l_pid > 0) lock.pid = static_cast<std::uint32_t>(asked.l_pid);
  lock.kind = asked.l_type == F_WRLCK ? LockKind::write : LockKind::read;
  lock.start = static_cast<std::uint64_t>(asked.l_start);
  lock.length = static_cast<std::uint64_t>(asked.l_len);
  return lock;
}

std::variant<std::vector<FileLock>, SystemError> all_locks(const std::string& path) {
  const auto file = kernel_file(path);
  if (const auto* const error = std::get_if<SystemError>(&file)) return *error;
  constexpr std::size_t limit = 64 * 1024 * 1024;
  const auto text = read_small_file(AT_FDCWD, "/proc/locks", limit);
  if (!text) return last_error();
  const auto table = parse_lock_table(*text);
  if (!table.complete) return SystemError{EBADMSG};
  std::vector<FileLock> locks;
  for (const auto& line : table.lines)
    if (!line.waits && KernelFile{{line.major, line.minor}, line.inode} == std::get<0>(file))
      locks.push_back(line.lock);
  return locks;
}

OpenElsewhere open_elsewhere(int fd) {
  if (shared_with_other_machines(fd)) return OpenElsewhere::cannot_tell;
  // Whoever opens the file meanwhile makes the kernel send us a signal. SIGIO, the default, would
  // end this process; SIGURG is ignored unless somebody asked for it.
  if (fcntl(fd, F_SETSIG, SIGURG) != 0) return OpenElsewhere::cannot_tell;
  if (fcntl(fd, F_SETLEASE, F_WRLCK) == 0) {
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return OpenElsewhere::no;
  }
  return errno == EAGAIN ? OpenElsewhere::yes : OpenElsewhere::cannot_tell;
}

}  // namespace preflight
