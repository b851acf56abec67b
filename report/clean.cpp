#include "report/clean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace preflight {

namespace {

struct Decoded {
  std::uint32_t code{};
  std::size_t length{};  ///< 0: the first byte begins no valid sequence
};

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return {};
  return {code, length};
}

struct Range {
  std::uint32_t first, last;
};

// What a terminal obeys, what turns the order of a line around, what nobody sees.
constexpr Range hostile[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
    {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE0FFF},
};

bool is_hostile(std::uint32_t code) {
  for (const auto& [first, last] : hostile)
    if (code >= first && code <= last) return true;
  return false;
}

bool is_wide(std::uint32_t code) {
  return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
         (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
         (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
}

// Stands on the character before it (Unicode, 23.1: combining marks; variation selectors).
bool is_combining(std::uint32_t code) {
  return (code >= 0x300 && code <= 0x36F) || (code >= 0x483 && code <= 0x489) ||
         (code >= 0x591 && code <= 0x5BD) || (code >= 0x64B && code <= 0x65F) ||
         (code >= 0x1AB0 && code <= 0x1AFF) || (code >= 0x1DC0 && code <= 0x1DFF) ||
         (code >= 0x20D0 && code <= 0x20F0) || (code >= 0xFE00 && code <= 0xFE0F) ||
         (code >= 0xFE20 && code <= 0xFE2F);
}

/// How many characters from the begin on are printable ASCII, as nearly all text is: one column
/// each, and nothing to look up.
std::size_t plain_length(std::string_view text) {
  const auto plain = [](char c) { return c >= 0x20 && c <= 0x7E; };
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
}

void append_escaped(std::string& out, std::uint32_t code) {
  const auto* const form = code < 0x80 ? "\\x{:02x}" : code < 0x10000 ? "\\u{:04x}" : "\\U{:08x}";
  fmt::format_to(std::back_inserter(out), fmt::runtime(form), code);
}

std::string made_visible(std::string_view text, bool ascii) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const auto plain = plain_length(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return out;
    const auto [code, length] = decode(text);
    if (length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint8_t>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (is_hostile(code) || (ascii && code >= 0x80))
      append_escaped(out, code);
    else
      out.append(text.substr(0, length));
    text.remove_prefix(length);
  }
}

}  // namespace

std::string clean(std::string_view text) { return made_visible(text, false); }

std::string clean_ascii(std::string_view text) { return made_visible(text, true); }

std::string escape_hidden(std::string document) {
  const auto plain = [](char c) { return static_cast<unsigned char>(c) < 0x7F; };
  if (std::all_of(document.begin(), document.end(), plain)) return document;
  std::string out;
  std::string_view text = document;
  while (!text.empty()) {
    const auto [code, length] = decode(text);
    const auto size = std::max<std::size_t>(length, 1);
    if (code < 0x7F || !is_hostile(code))
      out.append(text.substr(0, size));
    else if (code < 0x10000)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
    else
      fmt::format_to(std::back_inserter(out), "\\u{:04x}\\u{:04x}",
                     0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));
    text.remove_prefix(size);
  }
  return out;
}

std::size_t display_width(std::string_view cleaned) {
  std::size_t columns = 0;
  while (true) {
    const auto plain = plain_length(cleaned);
    columns += plain;
    cleaned.remove_prefix(plain);
    if (cleaned.empty()) return columns;
    const auto [code, length] = decode(cleaned);
    columns += is_wide(code) ? 2 : is_combining(code) ? 0 : 1;
    cleaned.remove_prefix(length == 0 ? 1 : length);
  }
}

}  // namespace preflight
