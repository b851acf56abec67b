// The rollback journal, "-journal" (sqlite.org/fileformat2.html, section 3). Decoder.
#pragma once

#include <cstdint>
#include <optional>

#include "checks/database/bytes.hpp"

namespace preflight::database {

inline constexpr std::size_t journal_header_size = 28;

struct JournalHeader {
  std::uint32_t records{};         ///< pages saved; 0xFFFFFFFF: as many as the file holds
  std::uint32_t database_pages{};  ///< size to which a rollback cuts the database
  std::uint32_t sector_size{};     ///< the header is padded to it
  std::uint32_t page_size{};
};

/// Nothing where a rollback would find nothing to put back (no magic, or too short).
std::optional<JournalHeader> decode_journal_header(Bytes bytes);

/// What a journal beside a database that nobody writes to means (pager.c, hasHotJournal).
enum class JournalState {
  none,   ///< no file, or 0 bytes: what journal_mode TRUNCATE leaves
  spent,  ///< first byte zero: never synced, or what journal_mode PERSIST leaves; ignored
  hot,    ///< the next opener that may write rolls back
  dead,   ///< the database has 0 bytes: the next opener deletes the journal
};

JournalState journal_state(Bytes beginning, std::uint64_t database_size);

}  // namespace preflight::database
