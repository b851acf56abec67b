// Checked reads from the bytes of a program file. A read beyond the end is nothing, never an
// access.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace preflight::imports {

using Bytes = std::span<const std::uint8_t>;

/// Copies what a file has from `offset` on; false where that is not all of `to`.
using ReadAt = std::function<bool(std::uint64_t offset, std::span<std::uint8_t> to)>;

/// Longest name that is read. What is longer is no name of a library or of a symbol.
inline constexpr std::size_t longest_name = 4096;

/// What is left from `at` on; empty where that lies beyond the end.
inline Bytes from(Bytes bytes, std::uint64_t at) {
  return at >= bytes.size() ? Bytes{} : bytes.subspan(static_cast<std::size_t>(at));
}

/// At most `size` bytes from `at` on.
inline Bytes slice(Bytes bytes, std::uint64_t at, std::uint64_t size) {
  const auto rest = from(bytes, at);
  return rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(size, rest.size())));
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The same bytes the other way round.
template <class Number>
constexpr Number swapped(Number number) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    value = value << 8U | (std::uint64_t{number} >> (8 * i) & 0xFFU);
  return static_cast<Number>(value);
}

/// A number of 1 to 8 bytes. `Number` is unsigned.
template <class Number>
std::optional<Number> number_at(Bytes bytes, std::uint64_t at, bool big_endian = false) {
  if (at > bytes.size() || bytes.size() - at < sizeof(Number)) return std::nullopt;
  Number value{};
  std::memcpy(&value, bytes.data() + at, sizeof(Number));
  return big_endian == (std::endian::native == std::endian::big) ? value : swapped(value);
}

inline std::optional<std::uint16_t> little_u16(Bytes bytes, std::uint64_t at) {
  return number_at<std::uint16_t>(bytes, at);
}
inline std::optional<std::uint32_t> little_u32(Bytes bytes, std::uint64_t at) {
  return number_at<std::uint32_t>(bytes, at);
}

/// Text up to a zero byte. Nothing where none comes within `longest_name` or before the end.
inline std::optional<std::string_view> text_at(Bytes bytes, std::uint64_t at) {
  const auto rest = slice(bytes, at, longest_name);
  if (rest.empty()) return std::nullopt;
  const auto* end = static_cast<const std::uint8_t*>(std::memchr(rest.data(), 0, rest.size()));
  if (end == nullptr) return std::nullopt;
  return as_text(rest.first(static_cast<std::size_t>(end - rest.data())));
}

}  // namespace preflight::imports
