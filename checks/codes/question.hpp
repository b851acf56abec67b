// What a person typed for a code, taken apart: a decoder of text, and nothing of the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/codes/code.hpp"

namespace preflight::codes {

/// One number that may be meant. No family: any may be meant.
struct Reading {
  std::int64_t number{};
  std::optional<Family> family{};
};

struct Question {
  std::vector<Reading> readings{};  ///< of a number; likelier ones first
  std::string name{};               ///< a symbol in upper case; empty: none was given
  /// "203/EXEC": the number beside the name, as systemd writes them.
  std::optional<std::int64_t> status{};
  /// "1066/3": the service-specific code behind the number.
  std::optional<std::int64_t> specific{};
};

/// Takes any bytes. What is no number is a name; an empty question has neither.
Question parse_question(std::string_view text);

/// In upper case, of ASCII letters only.
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
std::string upper(std::string_view text);

/// A symbol without the prefix of its family: "ACCESS_DENIED", "EACCES" (of WSAEACCES), "KILL".
/// The symbol itself where it has none.
std::string_view without_prefix(std::string_view symbol);

}  // namespace preflight::codes
