// Decoders of what Windows stores about ports: the rows of GetExtendedTcpTable and
// GetExtendedUdpTable (iphlpapi.h), excluded ranges and port proxies in the registry. Pure, so that
// they are tested on any system.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "checks/port/port.hpp"

namespace preflight::port {

struct TableAnswer {
  std::vector<Socket> sockets{};  ///< on the port
  bool malformed{};               ///< the table says that it has more rows than bytes
};

/// MIB_TCPTABLE_OWNER_PID or MIB_TCP6TABLE_OWNER_PID. Ports are DWORDs of which only the low 16
/// bits count, in network order; the upper ones may be anything.
TableAnswer parse_tcp_table(std::span<const std::uint8_t> table, Family family, std::uint16_t port);

/// MIB_UDPTABLE_OWNER_PID or MIB_UDP6TABLE_OWNER_PID.
TableAnswer parse_udp_table(std::span<const std::uint8_t> table, Family family, std::uint16_t port);

/// The rows of MIB_TCPTABLE2 or MIB_TCP6TABLE2 that InternalGetBoundTcpEndpointTable gives: sockets
/// that are bound and do not listen. `table` may be longer than its rows.
TableAnswer parse_bound_table(std::span<const std::uint8_t> table, Family family,
                              std::uint16_t port);

/// Bytes of such a table with this many rows.
std::size_t bound_table_size(Family family, std::uint32_t rows);

/// A value's name below Nsi\{eb004a03-...}\29: eight hexadecimal digits, the first port big-endian
/// and the count byte-swapped ("cc570100" is port 52311 alone).
std::optional<PortRange> parse_excluded_range(std::string_view value_name);

}  // namespace preflight::port
