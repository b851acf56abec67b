// IP addresses as values and as text. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace preflight::port {

enum class Family { v4, v6 };

/// Bytes in network order; of an IPv4 address the first four.
struct Address {
  Family family{Family::v4};
  std::array<std::uint8_t, 16> bytes{};

  bool operator==(const Address&) const = default;
};

Address any_v4();
Address any_v6();
Address loopback_v4();
Address loopback_v6();

bool is_wildcard(const Address& address);
bool is_loopback(const Address& address);

/// The IPv4 address within "::ffff:10.0.0.1"; any other address as it is. An IPv6 socket that
/// serves IPv4 has such a local address, and takes the IPv4 port.
Address unmapped(const Address& address);

/// "127.0.0.1" or "::1" (RFC 4291, section 2.2, without a zone); nothing else.
std::optional<Address> parse_address(std::string_view text);

/// RFC 5952: lower case, the longest run of zeros shortened.
std::string text(const Address& address);

/// "127.0.0.1:8000", "[::1]:8000".
std::string text(const Address& address, std::uint16_t port);

}  // namespace preflight::port
