// Checked reads of little-endian numbers from a table of the system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace preflight {

/// Nothing where the number would reach beyond the end.
template <typename Number>
std::optional<Number> read_number(std::span<const std::byte> bytes, std::uint64_t at) {
  if (bytes.size() < sizeof(Number) || at > bytes.size() - sizeof(Number)) return std::nullopt;
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace preflight
