// The sockets on one port, asked from the kernel. Only *_linux.cpp files include this.
#pragma once

#include "checks/port/port.hpp"

namespace preflight::port {

/// All sockets on the port in this network namespace. `every_state` false: listeners and bound
/// sockets only, which the kernel finds without a walk through every connection of the machine.
/// Falls back to /proc/net where sock_diag cannot be asked; gaps tell what neither could.
std::vector<Socket> sockets_on_port(std::uint16_t port, Protocol protocol, bool every_state,
                                    Gaps& gaps);

/// Is there a TCP listener that would answer on exactly this address? One look-up, at any number of
/// sockets. Nothing where nobody would, or where the kernel cannot tell.
std::optional<Socket> listener_on(const Address& address, std::uint16_t port);

/// Fills `pids` of each socket from the descriptors of all processes this user may look at; counts
/// those that it may not. A socket with no owner keeps an empty list.
void find_owners(std::vector<Socket>& sockets, std::size_t& unseen_processes, Deadline deadline);

}  // namespace preflight::port
