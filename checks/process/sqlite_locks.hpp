// SQLite's locks, read back from the bytes that are locked (sqlite.org/lockingv3.html, os.h
// PENDING_BYTE; sqlite.org/walformat.html, section 2.3). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace preflight::sqlite {

// In the database file: addresses only, nothing is ever stored there.
inline constexpr std::uint64_t pending_byte = 0x40000000;
inline constexpr std::uint64_t reserved_byte = pending_byte + 1;
inline constexpr std::uint64_t shared_first = pending_byte + 2;
inline constexpr std::uint64_t shared_size = 510;

// In the -shm file.
inline constexpr std::uint64_t wal_write_byte = 120;
inline constexpr std::uint64_t wal_checkpoint_byte = 121;
inline constexpr std::uint64_t wal_recover_byte = 122;
inline constexpr std::uint64_t wal_read_first = 123;
inline constexpr std::uint64_t wal_read_slots = 5;
inline constexpr std::uint64_t attached_byte = 128;  ///< the "dead man's switch"

enum class LockFile { database, wal_index };

/// A lock as the system tells it.
struct SeenLock {
  LockFile file{};
  bool exclusive{};
  std::uint64_t start{};
  std::uint64_t length{};  ///< 0: to the end of all files
  std::uint32_t pid{};     ///< 0: not told (another pid namespace, an open-file lock, Windows)
};

/// A lock as SQLite calls it. `attached` is held by whoever uses the WAL, busy or idle.
enum class Lock {
  attached,
  shared,
  wal_read,
  wal_checkpoint,
  wal_recover,
  wal_write,
  reserved,
  pending,
  exclusive,
};

/// "wal-write", as the report spells it.
std::string_view name(Lock lock);

struct HeldLock {
  Lock lock{};
  std::uint32_t pid{};    ///< 0: not known
  bool exclusive{};       ///< of a read slot: a checkpointer's, not a reader's
  std::size_t slot{};     ///< of a read slot: 0 to 4
  std::uint64_t start{};  ///< first byte of the lock
};

/// Each lock of each process once, the strongest first. One system lock can stand for several of
/// SQLite's: adjacent ones of a process are told as one.
std::vector<HeldLock> decode_locks(std::span<const SeenLock> seen);

/// What is in the way of a write transaction.
enum class Obstacle {
  none,
  reader,  ///< a transaction can begin, but not commit (rollback mode only)
  writer,  ///< a transaction cannot begin
};

Obstacle obstacle(std::span<const HeldLock> locks, bool wal);

/// Does this very lock keep others from writing? `reader` where it does so only at the commit.
Obstacle obstacle(const HeldLock& lock, bool wal);

}  // namespace preflight::sqlite
