#include "checks/process/sqlite_locks.hpp"

#include <algorithm>
#include <tuple>

namespace preflight::sqlite {

namespace {

bool covers(const SeenLock& seen, std::uint64_t byte) {
  return byte >= seen.start && (seen.length == 0 || byte - seen.start < seen.length);
}

class Collector {
 public:
  explicit Collector(std::vector<HeldLock>& into) : into_(into) {}

  void add(const SeenLock& seen, Lock lock, std::size_t slot = 0) {
    const auto same = [&](const HeldLock& held) {
      return held.lock == lock && held.pid == seen.pid && held.slot == slot &&
             held.exclusive == seen.exclusive;
    };
    if (std::none_of(into_.begin(), into_.end(), same))
      into_.push_back({lock, seen.pid, seen.exclusive, slot, seen.start});
  }

 private:
  std::vector<HeldLock>& into_;
};

// A shared lock on PENDING is a reader on its way in: it is gone at once and stops nobody.
void decode_database(const SeenLock& seen, Collector& out) {
  if (!seen.exclusive) {
    if (covers(seen, shared_first)) out.add(seen, Lock::shared);
    return;
  }
  if (covers(seen, shared_first))
    out.add(seen, Lock::exclusive);
  else if (covers(seen, pending_byte))
    out.add(seen, Lock::pending);
  else if (covers(seen, reserved_byte))
    out.add(seen, Lock::reserved);
}

void decode_wal_index_lock(const SeenLock& seen, Collector& out) {
  if (covers(seen, wal_write_byte)) out.add(seen, Lock::wal_write);
  if (covers(seen, wal_checkpoint_byte)) out.add(seen, Lock::wal_checkpoint);
  if (covers(seen, wal_recover_byte)) out.add(seen, Lock::wal_recover);
  for (std::size_t slot = 0; slot < wal_read_slots; ++slot)
    if (covers(seen, wal_read_first + slot)) out.add(seen, Lock::wal_read, slot);
  if (covers(seen, attached_byte)) out.add(seen, Lock::attached);
}

}  // namespace

std::string_view name(Lock lock) {
  switch (lock) {
    case Lock::attached:
      return "wal-attached";
    case Lock::shared:
      return "shared";
    case Lock::wal_read:
      return "wal-read";
    case Lock::wal_checkpoint:
      return "wal-checkpoint";
    case Lock::wal_recover:
      return "wal-recover";
    case Lock::wal_write:
      return "wal-write";
    case Lock::reserved:
      return "reserved";
    case Lock::pending:
      return "pending";
    case Lock::exclusive:
      return "exclusive";
  }
  return "";
}

std::vector<HeldLock> decode_locks(std::span<const SeenLock> seen) {
  std::vector<HeldLock> locks;
  Collector out(locks);
  for (const auto& one : seen) {
    if (one.file == LockFile::database)
      decode_database(one, out);
    else
      decode_wal_index_lock(one, out);
  }
  std::stable_sort(locks.begin(), locks.end(), [](const HeldLock& a, const HeldLock& b) {
    return std::tie(b.lock, a.pid, a.slot) < std::tie(a.lock, b.pid, b.slot);
  });
  return locks;
}

Obstacle obstacle(const HeldLock& lock, bool wal) {
  switch (lock.lock) {
    case Lock::exclusive:
    case Lock::pending:
    case Lock::reserved:
    case Lock::wal_write:
    case Lock::wal_recover:
      return Obstacle::writer;
    case Lock::shared:
      return wal ? Obstacle::none : Obstacle::reader;
    case Lock::attached:  // exclusively only while the first one to attach clears the index
      return lock.exclusive ? Obstacle::writer : Obstacle::none;
    case Lock::wal_read:
    case Lock::wal_checkpoint:
      return Obstacle::none;
  }
  return Obstacle::none;
}

Obstacle obstacle(std::span<const HeldLock> locks, bool wal) {
  auto worst = Obstacle::none;
  for (const auto& lock : locks) worst = std::max(worst, obstacle(lock, wal));
  return worst;
}

}  // namespace preflight::sqlite
