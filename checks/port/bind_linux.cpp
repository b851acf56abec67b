#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "checks/base/descriptor_linux.hpp"
#include "checks/port/bind.hpp"

namespace preflight::port {

namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length{};
};

SocketAddress socket_address(const Address& address, std::uint16_t port) {
  SocketAddress end;
  if (address.family == Family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
    std::memcpy(&end.storage, &v4, sizeof v4);
    end.length = sizeof v4;
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&end.storage, &v6, sizeof v6);
    end.length = sizeof v6;
  }
  return end;
}

BindOutcome outcome_of(int error) {
  switch (error) {
    case EADDRINUSE:
      return BindOutcome::in_use;
    case EACCES:
    case EPERM:
      return BindOutcome::denied;
    case EADDRNOTAVAIL:
      return BindOutcome::not_local;
    case EAFNOSUPPORT:
      return BindOutcome::unsupported;
    default:
      return BindOutcome::failed;
  }
}

Bind failed(const Address& address) {
  const auto error = last_error();
  return {address, outcome_of(error.code), error};
}

}  // namespace

Bind try_bind(const Address& address, std::uint16_t port, Protocol protocol, bool dual) {
  const auto family = address.family == Family::v4 ? AF_INET : AF_INET6;
  const auto type = protocol == Protocol::udp ? SOCK_DGRAM : SOCK_STREAM;
  const Descriptor socket_fd{socket(family, type | SOCK_CLOEXEC, 0)};
  if (!socket_fd) return failed(address);
  const int on = 1;
  const int only = dual ? 0 : 1;
  // SO_REUSEADDR lets two UDP sockets share a port, so there it would hide the other one.
  if (protocol == Protocol::tcp &&
      setsockopt(socket_fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
    return failed(address);
  if (family == AF_INET6 &&
      setsockopt(socket_fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) != 0)
    return failed(address);
  const auto end = socket_address(address, port);
  if (bind(socket_fd.get(), reinterpret_cast<const sockaddr*>(&end.storage), end.length) != 0)
    return failed(address);
  return {address, BindOutcome::ok, {}};
}

Bind try_plain_bind(const Address& address, std::uint16_t port, Protocol protocol) {
  return try_bind(address, port, protocol, false);
}

}  // namespace preflight::port
