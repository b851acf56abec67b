#include "checks/database/header.hpp"

#include <algorithm>
#include <string_view>

namespace preflight::database {

namespace {

constexpr std::string_view database_magic{"SQLite format 3\0", 16};

// The order in which SQLite itself tests (btree.c, lockBtree); the first that fails is told.
std::optional<BadHeader> fault_of(Bytes bytes, std::uint32_t page_size) {
  if (bytes[19] > 2) return BadHeader{HeaderFault::not_a_database, 19};
  if (bytes[21] != 64) return BadHeader{HeaderFault::not_a_database, 21};
  if (bytes[22] != 32) return BadHeader{HeaderFault::not_a_database, 22};
  if (bytes[23] != 32) return BadHeader{HeaderFault::not_a_database, 23};
  const bool power_of_two = (page_size & (page_size - 1)) == 0;
  if (page_size < 512 || page_size > 65536 || !power_of_two)
    return BadHeader{HeaderFault::not_a_database, 16};
  if (page_size - bytes[20] < 480) return BadHeader{HeaderFault::not_a_database, 20};
  return std::nullopt;
}

// Met only when the schema is read (prepare.c, sqlite3InitOne). Zeros are a database whose first
// table is still to be made. 5 and 13 are the b-tree pages that hold a table.
std::optional<BadHeader> schema_fault_of(Bytes bytes) {
  if (*big_u32(bytes, 44) > 4) return BadHeader{HeaderFault::unsupported, 44};
  if (*big_u32(bytes, 56) > 3) return BadHeader{HeaderFault::corrupt, 56};
  const auto root = byte_at(bytes, header_size);
  if (root && *root != 5 && *root != 13) return BadHeader{HeaderFault::corrupt, header_size};
  return std::nullopt;
}

}  // namespace

std::variant<Header, BadHeader> decode_header(Bytes bytes) {
  const auto start = bytes.first(std::min(bytes.size(), header_size));
  if (std::all_of(start.begin(), start.end(), [](auto byte) { return byte == 0; }))
    return BadHeader{HeaderFault::all_zero, 0};
  const auto known = std::min(start.size(), database_magic.size());
  const auto same = [](std::uint8_t byte, char wanted) {
    return byte == static_cast<std::uint8_t>(wanted);
  };
  if (!std::equal(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(known),
                  database_magic.begin(), same))
    return BadHeader{HeaderFault::no_magic, 0};
  if (start.size() < header_size) return BadHeader{HeaderFault::too_short, start.size()};

  Header header;
  header.page_size = (std::uint32_t{start[16]} << 8) | (std::uint32_t{start[17]} << 16);
  if (const auto fault = fault_of(start, header.page_size)) return *fault;
  header.wal = start[19] == 2;
  header.read_only_format = start[18] > 2;
  header.schema_fault = schema_fault_of(bytes);
  header.writer_version = *big_u32(start, 96);
  const auto pages = *big_u32(start, 28);
  if (pages != 0 && *big_u32(start, 24) == *big_u32(start, 92)) header.pages = pages;
  return header;
}

bool truncated(const Header& header, std::uint64_t file_size) {
  if (!header.pages) return false;
  return *header.pages > (file_size + header.page_size - 1) / header.page_size;
}

}  // namespace preflight::database
