// What a server's own bind meets. Two bodies: bind_linux.cpp, bind_windows.cpp.
#pragma once

#include <optional>

#include "checks/port/port.hpp"

namespace preflight::port {

/// Binds as a server does and lets go at once; never listens, so that no client can be let in.
/// Linux: with SO_REUSEADDR for TCP, as servers do; `dual`: IPv6 with IPv4.
/// Windows: with SO_EXCLUSIVEADDRUSE, since a plain bind succeeds beside another server.
Bind try_bind(const Address& address, std::uint16_t port, Protocol protocol, bool dual);

/// Windows: without any option, as a plain server does. Linux: the same as try_bind.
Bind try_plain_bind(const Address& address, std::uint16_t port, Protocol protocol);

}  // namespace preflight::port
