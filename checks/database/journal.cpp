#include "checks/database/journal.hpp"

#include <algorithm>
#include <array>

namespace preflight::database {

std::optional<JournalHeader> decode_journal_header(Bytes bytes) {
  constexpr std::array<std::uint8_t, 8> magic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
  if (bytes.size() < journal_header_size) return std::nullopt;
  if (!std::equal(magic.begin(), magic.end(), bytes.begin())) return std::nullopt;
  return JournalHeader{*big_u32(bytes, 8), *big_u32(bytes, 16), *big_u32(bytes, 20),
                       *big_u32(bytes, 24)};
}

JournalState journal_state(Bytes beginning, std::uint64_t database_size) {
  if (beginning.empty()) return JournalState::none;
  if (database_size == 0) return JournalState::dead;
  return beginning[0] == 0 ? JournalState::spent : JournalState::hot;
}

}  // namespace preflight::database
