#include "checks/url/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "checks/base/host_names.hpp"
#include "checks/base/text.hpp"

namespace preflight::url {

namespace {

constexpr std::string_view hidden = "***";
constexpr std::size_t longest_address = 4000;

std::uint16_t usual_port(bool secure) { return secure ? 443 : 80; }

/// "%41" becomes "A"; a '%' that is none of these stays.
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i] == '%' && i + 2 < text.size()
                          ? parse_unsigned(text.substr(i + 1, 2), 16)
                          : std::nullopt;
    result += code ? static_cast<char>(*code) : text[i];
    if (code) i += 2;
  }
  return result;
}

/// Bytes that a request line cannot hold, as "%C3"; what is encoded already stays.
std::string encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>')
      result += c;
    else
      result += fmt::format("%{:02X}", byte);
  }
  return result;
}

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> parts{"token",  "key",  "secret", "pass",
                                                  "signat", "auth", "sid",    "session"};
  const auto small = lower(name);
  return small == "sig" || small == "code" || small == "pwd" ||
         std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return small.find(part) != std::string::npos; });
}

struct Authority {
  std::string_view host{};
  std::optional<std::string_view> port{};
};

Authority authority_of(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return {};
    const auto rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return {};
    return {text.substr(0, end + 1), rest.empty() ? std::nullopt : std::optional(rest.substr(1))};
  }
  const auto colon = text.find(':');
  return {text.substr(0, colon),
          colon == std::string_view::npos ? std::nullopt : std::optional(text.substr(colon + 1))};
}

}  // namespace

std::variant<Address, NoAddress> read_address(std::string_view text) {
  Address address;
  if (text.size() > longest_address) return NoAddress{"is too long"};
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return (c >= 0 && c <= ' ') || c == 127; }))
    return NoAddress{"has a blank or a control character"};
  const auto scheme_end = text.find("://");
  const auto scheme = lower(text.substr(0, scheme_end));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https"))
    return NoAddress{"begins with neither http:// nor https://"};
  address.secure = scheme == "https";
  text.remove_prefix(scheme_end + 3);
  text = text.substr(0, text.find('#'));  // stays with the client (RFC 9110, 4.2.5)
  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, end);
  if (authority.find('\\') != std::string_view::npos) return NoAddress{"has a backslash"};
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    address.credentials = decoded(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  const auto [host, port] = authority_of(authority);
  const bool bracketed = host.starts_with('[');
  address.host = bracketed ? host.substr(1, host.size() - 2) : host;
  if (bracketed ? !net::may_be_ipv6(address.host) : !net::may_be_host(address.host))
    return NoAddress{"has no name or address of a machine"};
  address.port = usual_port(address.secure);
  if (port && !port->empty()) {
    const auto number = parse_unsigned(*port);
    if (!number || *number == 0 || *number > 65535) return NoAddress{"has no port from 1 to 65535"};
    address.port = static_cast<std::uint16_t>(*number);
  }
  address.target = encoded(text.substr(end));
  if (!address.target.starts_with('/')) address.target.insert(0, "/");
  return address;
}

std::string shown_target(std::string_view target) {
  const auto begin = target.find('?');
  std::string result(target.substr(0, begin));
  if (begin == std::string_view::npos) return result;
  char before = '?';
  for (const auto parameter : split(target.substr(begin + 1), '&')) {
    const auto equals = std::min(parameter.find('='), parameter.size());
    result += before;
    result += parameter.substr(0, equals);
    const auto value = parameter.substr(equals);
    result += value.size() > 1 && is_secret_name(parameter.substr(0, equals)) ? "=***" : value;
    before = '&';
  }
  return result;
}

std::string shown(const Address& address) {
  return fmt::format("{}://{}{}{}", address.secure ? "https" : "http",
                     address.credentials.empty() ? "" : "***@", host_header(address),
                     shown_target(address.target));
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 300;
  const auto scheme = text.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = text.rfind('@');
  std::string result(text.substr(0, begin));
  const bool secret = at != std::string_view::npos && at >= begin;
  if (secret) result += fmt::format("{}@", hidden);
  result += shown_target(text.substr(secret ? at + 1 : begin));
  if (result.size() > most) result = result.substr(0, most) + "...";
  return result;
}

std::string shown_redirect(const Address& from, std::string_view location) {
  location = trim(location);
  if (const auto there = read_address(location); const auto* address = std::get_if<Address>(&there))
    return shown(*address);
  if (location.starts_with('/') && !location.starts_with("//")) {
    auto there = from;
    there.target = encoded(location.substr(0, location.find('#')));
    return shown(there);
  }
  return shown(location);
}

std::string host_header(const Address& address) {
  const bool usual = address.port == usual_port(address.secure);
  // A zone has no meaning on another machine (RFC 6874, 1).
  const auto host = address.host.substr(0, address.host.find('%'));
  if (!usual) return net::host_and_port(host, address.port);
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      result += i + j > bytes.size() ? '=' : digits[group >> (18 - 6 * j) & 63];
  }
  return result;
}

}  // namespace preflight::url
