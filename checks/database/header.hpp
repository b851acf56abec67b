// The first 100 bytes of a SQLite database (sqlite.org/fileformat2.html, section 1.3). Decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "checks/database/bytes.hpp"

namespace preflight::database {

inline constexpr std::size_t header_size = 100;

/// How much to read: the header and the first byte of the b-tree page that it stands on.
inline constexpr std::size_t header_read_size = 101;

/// Why SQLite would refuse the file: `not_a_database` is its code 26, `corrupt` its code 11,
/// `unsupported` its code 1 ("unsupported file format").
enum class HeaderFault { too_short, no_magic, all_zero, not_a_database, unsupported, corrupt };

struct BadHeader {
  HeaderFault fault{};
  std::size_t offset{};  ///< of the field that is wrong
};

struct Header {
  std::uint32_t page_size{};  ///< bytes, 512 to 65536
  bool wal{};                 ///< read version 2: journal mode WAL
  bool read_only_format{};    ///< write version above 2: SQLite reads it, and refuses to write
  /// Size in pages; nothing where the last writer was too old to keep it (bytes 24 and 92 differ).
  std::optional<std::uint32_t> pages{};
  std::uint32_t writer_version{};  ///< SQLITE_VERSION_NUMBER of the last writer: 3040001
  /// What SQLite would meet when it reads the schema from this page. A newer page in a WAL or an
  /// older one in a hot journal takes the place of this one.
  std::optional<BadHeader> schema_fault{};
};

/// `bytes` is the beginning of the file, at least `header_size` where the file has as many.
std::variant<Header, BadHeader> decode_header(Bytes bytes);

/// Does the file hold as many pages as its header says? A last page may be there in part: SQLite
/// rounds up. Holds only while nobody writes and no journal or WAL waits to be replayed.
bool truncated(const Header& header, std::uint64_t file_size);

}  // namespace preflight::database
