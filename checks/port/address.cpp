#include "checks/port/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checks/base/text.hpp"

namespace preflight::port {

namespace {

std::optional<Address> parse_v4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  Address address;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto value = parse_unsigned(parts[i]);
    // "010" is octal to some programs and ten to others.
    if (!value || *value > 255 || (parts[i].size() > 1 && parts[i][0] == '0')) return std::nullopt;
    address.bytes[i] = static_cast<std::uint8_t>(*value);
  }
  return address;
}

/// The groups of one side of "::" as bytes. The last of all may be an IPv4 address: `ends`.
std::optional<std::vector<std::uint8_t>> groups(std::string_view side, bool ends) {
  std::vector<std::uint8_t> bytes;
  if (side.empty()) return bytes;
  const auto parts = split(side, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (ends && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
      const auto v4 = parse_v4(parts[i]);
      if (!v4) return std::nullopt;
      bytes.insert(bytes.end(), v4->bytes.begin(), v4->bytes.begin() + 4);
      continue;
    }
    const auto value = parse_unsigned(parts[i], 16);
    if (!value || parts[i].size() > 4) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(*value & 0xFF));
  }
  return bytes;
}

std::optional<Address> parse_v6(std::string_view text) {
  const auto gap = text.find("::");
  const auto head = groups(text.substr(0, gap), gap == std::string_view::npos);
  if (!head) return std::nullopt;
  Address address{Family::v6, {}};
  if (gap == std::string_view::npos) {
    if (head->size() != 16) return std::nullopt;
    std::copy(head->begin(), head->end(), address.bytes.begin());
    return address;
  }
  const auto tail = groups(text.substr(gap + 2), true);
  if (!tail || head->size() + tail->size() > 14) return std::nullopt;
  std::copy(head->begin(), head->end(), address.bytes.begin());
  std::copy(tail->rbegin(), tail->rend(), address.bytes.rbegin());
  return address;
}

// ::ffff:10.0.0.1 is IPv4 in the clothes of IPv6 (RFC 4291, section 2.5.5.2).
bool is_mapped(const Address& address) {
  const auto& b = address.bytes;
  return address.family == Family::v6 && b[10] == 0xFF && b[11] == 0xFF &&
         std::all_of(b.begin(), b.begin() + 10, [](auto x) { return x == 0; });
}

unsigned group_at(const Address& address, std::size_t i) {
  return static_cast<unsigned>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
}

std::string text_v6(const Address& address) {
  std::size_t best = 8, length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t run = 0;
    while (i + run < 8 && group_at(address, i + run) == 0) ++run;
    if (run > length) best = i, length = run;
  }
  std::string out;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += fmt::format("{:x}", group_at(address, i++));
  }
  return out;
}

}  // namespace

Address any_v4() { return {}; }
Address any_v6() { return {Family::v6, {}}; }
Address loopback_v4() { return {Family::v4, {127, 0, 0, 1}}; }

Address loopback_v6() {
  Address address{Family::v6, {}};
  address.bytes[15] = 1;
  return address;
}

bool is_wildcard(const Address& address) { return address == any_v4() || address == any_v6(); }

bool is_loopback(const Address& address) {
  return address == loopback_v6() || (address.family == Family::v4 && address.bytes[0] == 127);
}

Address unmapped(const Address& address) {
  if (!is_mapped(address)) return address;
  Address v4;
  std::copy(address.bytes.begin() + 12, address.bytes.end(), v4.bytes.begin());
  return v4;
}

std::optional<Address> parse_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_v4(text) : parse_v6(text);
}

std::string text(const Address& address) {
  const auto& b = address.bytes;
  if (address.family == Family::v4) return fmt::format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]);
  if (is_mapped(address)) return fmt::format("::ffff:{}.{}.{}.{}", b[12], b[13], b[14], b[15]);
  return text_v6(address);
}

std::string text(const Address& address, std::uint16_t port) {
  return address.family == Family::v4 ? fmt::format("{}:{}", text(address), port)
                                      : fmt::format("[{}]:{}", text(address), port);
}

}  // namespace preflight::port
