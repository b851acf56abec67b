#include "cli/bundle/utf16.hpp"

#include <algorithm>
#include <cstdint>

#include "checks/service/registry_value.hpp"

namespace preflight::bundle {

namespace {

constexpr char32_t unknown = 0xFFFD;

// One character of UTF-8 at `at`, which is moved behind it (RFC 3629).
char32_t next_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
  if (more == 0 || first > 0xF4 || text.size() - at < more) return unknown;
  char32_t point = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80) return unknown;
    point = point << 6 | (next & 0x3FU);
  }
  at += more;
  constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  return point < least[more] || surrogate || point > 0x10FFFF ? unknown : point;
}

void append_unit(std::string& bytes, std::uint32_t unit) {
  bytes += static_cast<char>(unit & 0xFFU);
  bytes += static_cast<char>(unit >> 8 & 0xFFU);
}

}  // namespace

bool looks_like_utf16(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  std::size_t zeros = 0;
  for (std::size_t i = 1; i < bytes.size(); i += 2)
    if (bytes[i] == '\0') ++zeros;
  return zeros > bytes.size() / 4;
}

std::string from_utf16(std::string_view bytes) { return service::utf16_to_utf8(bytes, false); }

std::string to_utf16(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    auto point = next_point(text, at);
    if (point < 0x10000) {
      append_unit(bytes, point);
    } else {
      point -= 0x10000;
      append_unit(bytes, 0xD800 + (point >> 10));
      append_unit(bytes, 0xDC00 + (point & 0x3FFU));
    }
  }
  return bytes;
}

}  // namespace preflight::bundle
