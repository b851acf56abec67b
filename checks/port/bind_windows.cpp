#include <winsock2.h>
// ws2tcpip.h needs winsock2.h before it.
#include <ws2tcpip.h>

#include <cstring>

#include "checks/base/winsock_windows.hpp"
#include "checks/port/bind.hpp"

namespace preflight::port {

namespace {

BindOutcome outcome_of(int error) {
  switch (error) {
    case WSAEADDRINUSE:
      return BindOutcome::in_use;
    case WSAEACCES:
      return BindOutcome::denied;
    case WSAEADDRNOTAVAIL:
      return BindOutcome::not_local;
    case WSAEAFNOSUPPORT:
      return BindOutcome::unsupported;
    default:
      return BindOutcome::failed;
  }
}

Bind failed(const Address& address) {
  const int error = WSAGetLastError();
  return {address, outcome_of(error), {error}};
}

Bind bind_with(const Address& address, std::uint16_t port, Protocol protocol, bool exclusive) {
  if (!start_winsock()) return {address, BindOutcome::failed, {WSANOTINITIALISED}};
  const int family = address.family == Family::v4 ? AF_INET : AF_INET6;
  const int type = protocol == Protocol::udp ? SOCK_DGRAM : SOCK_STREAM;
  const WinSocket made{socket(family, type, 0)};
  if (made.get() == INVALID_SOCKET) return failed(address);
  const BOOL on = TRUE;
  if (exclusive && setsockopt(made.get(), SOL_SOCKET, SO_EXCLUSIVEADDRUSE,
                              reinterpret_cast<const char*>(&on), sizeof on) != 0)
    return failed(address);
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  v4.sin_port = v6.sin6_port = htons(port);
  std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
  std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
  const bool is_v4 = address.family == Family::v4;
  const auto* where =
      is_v4 ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
  const int length = is_v4 ? static_cast<int>(sizeof v4) : static_cast<int>(sizeof v6);
  if (bind(made.get(), where, length) != 0) return failed(address);
  return {address, BindOutcome::ok, {}};
}

}  // namespace

// IPV6_V6ONLY is on by default on Windows, so each family is bound by itself.
Bind try_bind(const Address& address, std::uint16_t port, Protocol protocol, bool /*dual*/) {
  return bind_with(address, port, protocol, true);
}

Bind try_plain_bind(const Address& address, std::uint16_t port, Protocol protocol) {
  return bind_with(address, port, protocol, false);
}

}  // namespace preflight::port
