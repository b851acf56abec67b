#include <fcntl.h>

#include "checks/base/descriptor_linux.hpp"
#include "checks/database/look.hpp"
#include "checks/process/file_locks.hpp"

namespace preflight::database {

namespace {

bool add_locks(const std::string& path, LockFile file, std::vector<SeenLock>& locks) {
  const auto all = preflight::all_locks(path);
  if (std::holds_alternative<SystemError>(all)) return false;
  for (const auto& lock : std::get<0>(all))
    if (lock.type == LockClass::posix || lock.type == LockClass::ofd)
      locks.push_back(
          {file, lock.kind == LockKind::write, lock.start, lock.length, lock.pid.value_or(0)});
  return true;
}

}  // namespace

std::vector<SeenLock> all_locks(const Place& place) {
  std::vector<SeenLock> locks;
  if (!add_locks(place.path, LockFile::database, locks)) return look_at(place, true).locks;
  add_locks(place.path + "-shm", LockFile::wal_index, locks);
  return locks;
}

Elsewhere open_elsewhere(const Place& place, Deadline deadline) {
  {
    const Descriptor file{open(place.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    const auto answer = file ? preflight::open_elsewhere(file.get()) : OpenElsewhere::cannot_tell;
    if (answer == OpenElsewhere::no) return {Facts::Elsewhere::no, {}, {}};
    if (answer == OpenElsewhere::yes) return {Facts::Elsewhere::yes, {}, {}};
  }
  return list_openers(place, deadline);
}

}  // namespace preflight::database
