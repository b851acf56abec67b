// Checked reads from bytes of a file. A read beyond the end is nothing, never an access.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace preflight::database {

using Bytes = std::span<const std::uint8_t>;

inline std::optional<std::uint8_t> byte_at(Bytes bytes, std::size_t at) {
  if (at >= bytes.size()) return std::nullopt;
  return bytes[at];
}

/// Big-endian, as SQLite writes all its files but the -shm.
inline std::optional<std::uint32_t> big_u32(Bytes bytes, std::size_t at) {
  if (bytes.size() < 4 || at > bytes.size() - 4) return std::nullopt;
  return (std::uint32_t{bytes[at]} << 24) | (std::uint32_t{bytes[at + 1]} << 16) |
         (std::uint32_t{bytes[at + 2]} << 8) | std::uint32_t{bytes[at + 3]};
}

inline std::optional<std::uint32_t> little_u32(Bytes bytes, std::size_t at) {
  if (bytes.size() < 4 || at > bytes.size() - 4) return std::nullopt;
  return (std::uint32_t{bytes[at + 3]} << 24) | (std::uint32_t{bytes[at + 2]} << 16) |
         (std::uint32_t{bytes[at + 1]} << 8) | std::uint32_t{bytes[at]};
}

}  // namespace preflight::database
