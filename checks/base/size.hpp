// SIZE as users write it: "500MB", "2GiB", "10%", "4096". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace preflight {

/// So many bytes, or a part of a whole that is known later.
struct Size {
  std::uint64_t bytes{};
  std::optional<double> percent{};  ///< above 0, at most 100; then `bytes` says nothing

  bool operator==(const Size&) const = default;
};

/// A bare number is bytes. "kB", "MB", ... count in thousands; "KiB", "MiB", ... and the letter
/// alone, as in df(1) and systemd, in 1024s. Case does not matter, nor blanks before the unit.
/// Nothing where the text is no size, is 0, or does not fit into 64 bits.
std::optional<Size> parse_size(std::string_view text);

/// The bytes that are asked of a whole of `total`.
std::uint64_t bytes_of(const Size& size, std::uint64_t total);

/// For a person, in thousands and three digits: "999 bytes", "12.3 GB", "500 MB". Rounds down, so
/// that what is free is never told as more than it is.
std::string format_bytes(std::uint64_t bytes);

/// "20 GB", "10 %".
std::string text(const Size& size);

}  // namespace preflight
