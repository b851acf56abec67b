// Small helpers on text. Pure; nothing here asks the system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight {

/// The whole of `text` as a number in `base`; nothing on an empty text, a sign, a stray character
/// or an overflow.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, int base = 10);
std::optional<std::uint32_t> parse_u32(std::string_view text, int base = 10);  ///< likewise

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);  ///< blanks, tabs and line ends on both sides

// Of ASCII alone, whatever the locale is.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string_view text);
bool same_text(std::string_view a, std::string_view b);  ///< in any case

/// "1 process", "3 processes".
std::string count_of(std::size_t count, std::string_view one, std::string_view many);

}  // namespace preflight
