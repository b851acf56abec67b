// Decoder and encoder of the kernel's sock_diag messages (sock_diag(7), linux/inet_diag.h). The
// numbers are the kernel's, written out here so that the decoder is built and tested everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checks/port/port.hpp"

namespace preflight::port {

/// Bits of the state mask: 1 << state.
inline constexpr std::uint32_t diag_listen = 1U << 10;
inline constexpr std::uint32_t diag_bound_inactive = 1U << 13;  ///< Linux 6.8 and later
inline constexpr std::uint32_t diag_every_state = 0x3FFF;

/// One request for all sockets of a family on a local port (`dump`), or for the one that would
/// answer on `address`.
std::vector<std::uint8_t> diag_request(Family family, Protocol protocol, std::uint16_t port,
                                       std::uint32_t states, const Address* address);

struct DiagAnswer {
  std::vector<Socket> sockets{};
  bool done{};       ///< NLMSG_DONE or an answer to a single request was seen
  int error{};       ///< errno of NLMSG_ERROR, positive
  bool malformed{};  ///< a length did not fit: the rest of the datagram was passed over
};

/// One datagram. `port`: sockets on other ports are passed over (an old kernel may not filter).
DiagAnswer parse_diag(std::span<const std::uint8_t> datagram, std::uint16_t port,
                      Protocol protocol);

}  // namespace preflight::port
