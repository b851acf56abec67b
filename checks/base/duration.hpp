// DURATION as users write it: "250ms", "2s", "5m", "1h"; a bare number is seconds.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace preflight {

/// Nothing where the text is no duration, is negative, or is longer than a year.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// For a person: "850 ms", "2.5 s", "3 min".
std::string format_duration(std::chrono::milliseconds span);

}  // namespace preflight
