#include "checks/process/sqlite_locks.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight::sqlite {

namespace {

SeenLock db_lock(bool exclusive, std::uint64_t start, std::uint64_t length, std::uint32_t pid = 7) {
  return {LockFile::database, exclusive, start, length, pid};
}

SeenLock shm_lock(bool exclusive, std::uint64_t start, std::uint64_t length,
                  std::uint32_t pid = 7) {
  return {LockFile::wal_index, exclusive, start, length, pid};
}

std::string names(const std::vector<HeldLock>& locks) {
  std::string all;
  for (const auto& lock : locks) {
    if (!all.empty()) all += " ";
    all += name(lock.lock);
    if (lock.lock == Lock::wal_read) all += std::to_string(lock.slot);
  }
  return all;
}

}  // namespace

// The table of states: what the system tells for each, and what that means.
TEST_CASE("locked bytes are read back as SQLite's locks") {
  struct Row {
    const char* state;
    std::vector<SeenLock> seen;
    bool wal;
    const char* locks;
    Obstacle in_the_way;
  };
  const std::vector<Row> rows{
      {"nobody", {}, false, "", Obstacle::none},
      {"reader", {db_lock(false, shared_first, 510)}, false, "shared", Obstacle::reader},
      {"a reader on its way in", {db_lock(false, pending_byte, 1)}, false, "", Obstacle::none},
      {"BEGIN IMMEDIATE",
       {db_lock(true, reserved_byte, 1), db_lock(false, shared_first, 510)},
       false,
       "reserved shared",
       Obstacle::writer},
      {"a writer that waits for readers",
       {db_lock(true, pending_byte, 2), db_lock(true, pending_byte, 2),
        db_lock(false, shared_first, 510)},
       false,
       "pending shared",
       Obstacle::writer},
      {"EXCLUSIVE", {db_lock(true, pending_byte, 512)}, false, "exclusive", Obstacle::writer},
      {"WAL, idle",
       {db_lock(false, shared_first, 510), shm_lock(false, 128, 1)},
       true,
       "shared wal-attached",
       Obstacle::none},
      {"WAL reader",
       {db_lock(false, shared_first, 510), shm_lock(false, 124, 1), shm_lock(false, 128, 1)},
       true,
       "wal-read1 shared wal-attached",
       Obstacle::none},
      {"WAL writer",
       {shm_lock(true, 120, 1), shm_lock(false, 126, 1), shm_lock(false, 128, 1)},
       true,
       "wal-write wal-read3 wal-attached",
       Obstacle::writer},
      {"passive checkpoint",
       {shm_lock(true, 121, 1), shm_lock(true, 123, 1), shm_lock(false, 128, 1)},
       true,
       "wal-checkpoint wal-read0 wal-attached",
       Obstacle::none},
      {"checkpoint that waits for a reader",
       {shm_lock(true, 120, 2), shm_lock(true, 120, 2), shm_lock(false, 124, 1, 9)},
       true,
       "wal-write wal-checkpoint wal-read1",
       Obstacle::writer},
      {"recovery",
       {shm_lock(true, 120, 3), shm_lock(false, 128, 1)},
       true,
       "wal-write wal-recover wal-checkpoint wal-attached",
       Obstacle::writer},
      {"the first one attaches", {shm_lock(true, 128, 1)}, true, "wal-attached", Obstacle::writer},
      {"WAL, locking_mode=EXCLUSIVE",
       {db_lock(true, pending_byte, 1), db_lock(true, shared_first, 510)},
       true,
       "exclusive pending",
       Obstacle::writer},
      {"a lock of the whole file", {db_lock(true, 0, 0)}, false, "exclusive", Obstacle::writer},
      {"a lock of other bytes", {db_lock(true, 0, 100)}, false, "", Obstacle::none},
  };
  for (const auto& row : rows) {
    INFO(row.state);
    const auto locks = decode_locks(row.seen);
    CHECK(names(locks) == row.locks);
    CHECK(obstacle(locks, row.wal) == row.in_the_way);
  }
}

TEST_CASE("locks of two processes stay apart, the same lock is told once") {
  const std::vector<SeenLock> seen{db_lock(false, shared_first, 510, 9),
                                   db_lock(false, shared_first, 510, 8),
                                   db_lock(false, shared_first, 510, 9)};
  const auto locks = decode_locks(seen);
  REQUIRE(locks.size() == 2);
  CHECK(locks[0].pid == 8);
  CHECK(locks[1].pid == 9);
}

}  // namespace preflight::sqlite
