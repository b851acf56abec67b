// What is asked for: http://[user:password@]host[:port][/path][?query], RFC 3986. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace preflight::url {

struct Address {
  bool secure{};
  std::string host{};  ///< a name or an address, without brackets
  std::uint16_t port{};
  std::string target{"/"};    ///< path and query as they are sent; ASCII without blanks
  std::string credentials{};  ///< "user:password" as they are sent (RFC 7617), or empty
};

/// Why this is no address of a server, "has no port from 1 to 65535".
struct NoAddress {
  std::string why{};
};

std::variant<Address, NoAddress> read_address(std::string_view text);

/// For a person and a report: without what is secret. Credentials and the values of parameters that
/// are called like secrets ("token", "api_key") become "***"; the port of the scheme is left out.
std::string shown(const Address& address);

/// Path and query, likewise.
std::string shown_target(std::string_view target);

/// Any text that was meant to be an address, likewise: all before the last '@' is taken out.
std::string shown(std::string_view text);

/// Where a redirect leads, for a person: `location` (RFC 9110, 10.2.2) as seen from `from`. Text
/// that can be read as no address is shown as it stands, without what may be secret.
std::string shown_redirect(const Address& from, std::string_view location);

/// What stands behind "Host: " (RFC 9110, 7.2).
std::string host_header(const Address& address);

/// RFC 4648, 4.
std::string base64(std::string_view bytes);

}  // namespace preflight::url
