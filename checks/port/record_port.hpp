// How a port that was looked at is recorded.
#pragma once

#include "checks/port/port.hpp"
#include "checks/process/record_process.hpp"

namespace preflight::port {

PREFLIGHT_RECORD_ENUM(Family, v4, v6)
PREFLIGHT_RECORD_ENUM(Protocol, tcp, udp)
PREFLIGHT_RECORD_ENUM(SocketState, listen, bound, connected, time_wait, unknown)
PREFLIGHT_RECORD_ENUM(BindOutcome, ok, in_use, denied, not_local, unsupported, failed)
PREFLIGHT_RECORD(Address, family, bytes)
PREFLIGHT_RECORD(Query, address, port, protocol, inspect)
PREFLIGHT_RECORD(Socket, local, state, dual_stack, remote, remote_port, uid, inode, pids)
PREFLIGHT_RECORD(Bind, address, outcome, error)
PREFLIGHT_RECORD(PortRange, first, last)
PREFLIGHT_RECORD(PortProxy, listen, connect)
PREFLIGHT_RECORD(Facts, windows, binds, sockets, owners, elevated, own_uid, unseen_processes, gaps,
                 ephemeral, first_unprivileged, administered, proxies, free_port)

/// A port that nobody tried to bind is not free.
inline std::string_view recorded_flaw(const Facts& facts) {
  return facts.binds.empty() ? "tells of no bind that was tried" : "";
}

}  // namespace preflight::port
