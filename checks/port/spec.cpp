#include <fmt/format.h>

#include "checks/base/text.hpp"
#include "checks/port/port.hpp"

namespace preflight::port {

namespace {

UsageError wrong(const Request& request, std::string_view why) {
  return {fmt::format("--port: '{}' {}; write 8000, 127.0.0.1:8000, [::1]:8000 or :8000/udp",
                      request.target, why)};
}

/// Takes "/tcp" or "/udp" off the end; false for any other protocol.
bool take_protocol(std::string_view& spec, Query& query) {
  const auto slash = spec.rfind('/');
  if (slash == std::string_view::npos) return true;
  const auto name = spec.substr(slash + 1);
  query.protocol = name == "udp" ? Protocol::udp : Protocol::tcp;
  spec = spec.substr(0, slash);
  return name == "udp" || name == "tcp";
}

struct Halves {
  std::string_view address{};
  std::string_view port{};
  bool bracketed{};
};

std::optional<Halves> split_spec(std::string_view spec) {
  if (spec.starts_with('[')) {
    const auto close = spec.find("]:");
    if (close == std::string_view::npos) return std::nullopt;
    return Halves{spec.substr(1, close - 1), spec.substr(close + 2), true};
  }
  const auto colon = spec.rfind(':');
  if (colon == std::string_view::npos) return Halves{{}, spec, false};
  return Halves{spec.substr(0, colon), spec.substr(colon + 1), false};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  Query query;
  query.inspect = request.inspect;
  std::string_view spec = request.target;
  if (!take_protocol(spec, query)) return wrong(request, "has an unknown protocol");
  const auto halves = split_spec(spec);
  if (!halves) return wrong(request, "has no port behind ']'");
  const auto port = parse_unsigned(halves->port);
  if (!port || *port == 0 || *port > 65535) return wrong(request, "has no port from 1 to 65535");
  query.port = static_cast<std::uint16_t>(*port);
  if (halves->bracketed && halves->address.find(':') == std::string_view::npos)
    return wrong(request, "has no IPv6 address between the brackets");
  if (!halves->bracketed && halves->address.find(':') != std::string_view::npos)
    return wrong(request, "needs brackets around its IPv6 address");
  if (halves->address.empty() || halves->address == "*") return query;
  // Servers that are told "localhost" bind IPv4's.
  query.address = halves->address == "localhost" ? loopback_v4() : parse_address(halves->address);
  if (!query.address)
    return wrong(request, "has an address that is none (names are not looked up)");
  return query;
}

std::string target_of(const Query& query) {
  const auto* protocol = query.protocol == Protocol::udp ? "udp" : "tcp";
  const auto place =
      query.address ? text(*query.address, query.port) : fmt::format("*:{}", query.port);
  return fmt::format("{}/{}", place, protocol);
}

bool overlaps(const Query& query, const Socket& socket) {
  if (!query.address) return true;
  const auto wanted = unmapped(*query.address);
  const auto held = unmapped(socket.local);
  if (wanted.family == held.family)
    return wanted == held || is_wildcard(wanted) || is_wildcard(held);
  // A dual-stack wildcard takes IPv4 too; an IPv4 socket is in the way of a dual-stack server only,
  // and who names an IPv6 address asks for that one.
  return held.family == Family::v6 && is_wildcard(held) && socket.dual_stack;
}

}  // namespace preflight::port
