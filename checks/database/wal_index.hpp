// The index of the write-ahead log, "-shm" (sqlite.org/walformat.html, section 2). Decoder.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "checks/database/bytes.hpp"

namespace preflight::database {

inline constexpr std::size_t wal_index_size = 136;

/// A read mark that nobody uses.
inline constexpr std::uint32_t unused_read_mark = 0xffffffff;

struct WalIndex {
  std::uint32_t page_size{};
  std::uint32_t frames{};        ///< mxFrame: valid and committed frames in the log
  std::uint32_t pages{};         ///< of the database, as of the last commit
  std::uint32_t checkpointed{};  ///< nBackfill: frames that are already in the database
  std::array<std::uint32_t, 5> read_marks{};  ///< how much of the log readers of a slot see
};

/// In the byte order of this machine. Nothing where the two copies of the header differ (a commit
/// is under way), the index is not initialised, or is too short.
std::optional<WalIndex> decode_wal_index(Bytes bytes);

/// Frames that cannot be checkpointed because of a reader in the read slot `slot` (0 to 4): slot 0
/// reads the database itself and so holds up every frame that is not in it yet.
std::uint32_t pinned_frames(const WalIndex& index, std::size_t slot);

}  // namespace preflight::database
