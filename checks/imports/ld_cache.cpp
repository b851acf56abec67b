#include "checks/imports/ld_cache.hpp"

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

constexpr std::string_view old_magic{"ld.so-1.7.0"};
constexpr std::string_view new_magic{"glibc-ld.so.cache1.1"};
constexpr std::size_t header_size = 48, entry_size = 24;
constexpr std::size_t most_levels = 64;

bool starts_with(Bytes bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

/// The new table begins on a border of 8 behind the old one: a header of 16 bytes and entries
/// of 12.
Bytes behind_old_table(Bytes bytes, bool big_endian) {
  const std::uint64_t count = number_at<std::uint32_t>(bytes, 12, big_endian).value_or(0);
  return from(bytes, (16 + count * 12 + 7) / 8 * 8);
}

std::uint64_t take_number(std::string_view& text) {
  std::uint64_t value = 0;
  while (!text.empty() && is_digit(text.front())) {
    value = value * 10 + static_cast<std::uint64_t>(text.front() - '0');
    text.remove_prefix(1);
  }
  return value;
}

/// The order of the table: numbers within names count as numbers, so that .so.10 is above .so.9.
int compare(std::string_view a, std::string_view b) {
  while (!a.empty()) {
    if (b.empty()) return 1;
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto x = take_number(a), y = take_number(b);
      if (x != y) return x < y ? -1 : 1;
    } else if (is_digit(a.front()) || is_digit(b.front())) {
      return is_digit(a.front()) ? 1 : -1;
    } else if (a.front() != b.front()) {
      return static_cast<signed char>(a.front()) < static_cast<signed char>(b.front()) ? -1 : 1;
    } else {
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return b.empty() ? 0 : -1;
}

}  // namespace

std::optional<LdCache> LdCache::decode(Bytes bytes) {
  LdCache cache;
  if (starts_with(bytes, old_magic)) {
    const auto little = behind_old_table(bytes, false);
    bytes = starts_with(little, new_magic) ? little : behind_old_table(bytes, true);
  }
  if (!starts_with(bytes, new_magic) || bytes.size() < header_size) return std::nullopt;
  cache.bytes_ = bytes;
  cache.big_endian_ = (bytes[28] & 3U) == 3;  // 2: little; 0: not told by older ones
  const auto field = [&](std::uint64_t at) {
    return number_at<std::uint32_t>(bytes, at, cache.big_endian_).value_or(0);
  };
  cache.count_ = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(field(20), (bytes.size() - header_size) / entry_size));
  cache.decode_levels(field(32));
  return cache;
}

// Extensions: a magic number, a count, and for each a tag, flags, an offset and a size.
void LdCache::decode_levels(std::uint32_t extension) {
  constexpr std::uint32_t magic = 0xeaa42174, tag_levels = 1;
  const auto field = [&](std::uint64_t at) {
    return number_at<std::uint32_t>(bytes_, at, big_endian_).value_or(0);
  };
  if (extension == 0 || field(extension) != magic) return;
  const std::uint64_t sections = std::min<std::uint64_t>(field(std::uint64_t{extension} + 4), 16);
  for (std::uint64_t i = 0; i < sections; ++i) {
    const auto section = std::uint64_t{extension} + 8 + i * 16;
    if (field(section) != tag_levels) continue;
    const auto names = std::min<std::uint64_t>(field(section + 12) / 4, most_levels);
    for (std::uint64_t k = 0; k < names; ++k)
      levels_.push_back(text_at(bytes_, field(field(section + 8) + k * 4)).value_or(""));
  }
}

std::string_view LdCache::text(std::uint64_t field) const {
  return text_at(bytes_, number_at<std::uint32_t>(bytes_, field, big_endian_).value_or(0))
      .value_or("");
}

std::string_view LdCache::name(std::uint32_t index) const {
  return text(header_size + std::uint64_t{index} * entry_size + 4);
}

CachedPath LdCache::path(std::uint32_t index) const {
  const auto at = header_size + std::uint64_t{index} * entry_size;
  return {text(at + 8), level(number_at<std::uint64_t>(bytes_, at + 16, big_endian_).value_or(0))};
}

std::optional<std::string_view> LdCache::level(std::uint64_t capability) const {
  if (capability == 0) return std::string_view{};
  // Bit 62 in the upper half: the lower half is an index of the names.
  const auto index = static_cast<std::uint32_t>(capability);
  if ((capability >> 32U) != (std::uint64_t{1} << 30U) || index >= levels_.size())
    return std::nullopt;
  return levels_[index];
}

std::vector<CachedPath> LdCache::find(std::string_view name) const {
  std::uint32_t low = 0, high = count_;
  while (low < high) {  // descending: the first that is not above `name`
    const auto middle = low + (high - low) / 2;
    if (compare(this->name(middle), name) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  std::vector<CachedPath> paths;
  for (; low < count_; ++low) {
    const auto found = this->name(low);
    if (compare(found, name) != 0) break;
    if (found == name) paths.push_back(path(low));
  }
  return paths;
}

}  // namespace preflight::imports
