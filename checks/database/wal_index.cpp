#include "checks/database/wal_index.hpp"

#include <algorithm>
#include <bit>

#include "checks/database/wal.hpp"

namespace preflight::database {

namespace {

constexpr std::size_t copy_size = 48;

std::uint32_t native_u32(Bytes bytes, std::size_t at) {
  return *(std::endian::native == std::endian::big ? big_u32(bytes, at) : little_u32(bytes, at));
}

std::uint32_t page_size_of(Bytes bytes) {
  const auto low = std::endian::native == std::endian::big ? 1 : 0;
  const auto size = static_cast<std::uint32_t>(bytes[std::size_t{14} + low]) |
                    static_cast<std::uint32_t>(bytes[std::size_t{15} - low] << 8);
  return size == 1 ? 65536 : size;
}

}  // namespace

std::optional<WalIndex> decode_wal_index(Bytes bytes) {
  if (bytes.size() < wal_index_size) return std::nullopt;
  const auto first = bytes.first(copy_size);
  if (!std::equal(first.begin(), first.end(), bytes.begin() + copy_size)) return std::nullopt;
  const bool initialised = bytes[12] != 0;
  if (!initialised || native_u32(bytes, 0) != wal_version) return std::nullopt;
  WalIndex index;
  index.page_size = page_size_of(bytes);
  index.frames = native_u32(bytes, 16);
  index.pages = native_u32(bytes, 20);
  index.checkpointed = native_u32(bytes, 96);
  for (std::size_t slot = 0; slot < index.read_marks.size(); ++slot)
    index.read_marks[slot] = native_u32(bytes, 100 + 4 * slot);
  return index;
}

std::uint32_t pinned_frames(const WalIndex& index, std::size_t slot) {
  if (slot >= index.read_marks.size()) return 0;
  const auto mark = slot == 0 ? std::min(index.checkpointed, index.frames) : index.read_marks[slot];
  return mark >= index.frames ? 0 : index.frames - mark;
}

}  // namespace preflight::database
