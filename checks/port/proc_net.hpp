// Decoder of /proc/net/{tcp,tcp6,udp,udp6} (proc_pid_net(5)): the way back where the kernel has no
// sock_diag. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "checks/port/port.hpp"

namespace preflight::port {

struct ProcNet {
  std::vector<Socket> sockets{};  ///< on `port`
  std::size_t unreadable{};       ///< lines that are none
};

/// Words of an address are in the byte order of the machine that wrote the text.
ProcNet parse_proc_net(std::string_view text, std::uint16_t port, Protocol protocol);

}  // namespace preflight::port
