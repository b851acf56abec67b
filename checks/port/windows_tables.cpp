#include "checks/port/windows_tables.hpp"

#include <cstring>

#include "checks/base/text.hpp"
#include "checks/port/bytes.hpp"

namespace preflight::port {

namespace {

/// Where the fields of a row are, in bytes.
struct Layout {
  std::size_t size, local, local_port, remote, remote_port, state, pid;
};

constexpr std::size_t none = ~std::size_t{0};
constexpr Layout tcp_v4{24, 4, 8, 12, 16, 0, 20};
constexpr Layout tcp_v6{56, 0, 20, 24, 44, 48, 52};
constexpr Layout bound_v4{28, 4, 8, none, none, none, 20};
constexpr Layout bound_v6{60, 0, 20, none, none, none, 52};
constexpr Layout udp_v4{12, 0, 4, none, none, none, 8};
constexpr Layout udp_v6{28, 0, 20, none, none, none, 24};

std::uint32_t number_at(std::span<const std::uint8_t> row, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, row.data() + at, sizeof value);
  return value;
}

// MIB_TCP_STATE: 1 closed, 2 listen, 5 established, 11 time-wait.
SocketState mib_state(std::uint32_t number) {
  if (number == 2) return SocketState::listen;
  if (number == 11) return SocketState::time_wait;
  return number == 1 ? SocketState::bound : SocketState::connected;
}

Socket parse_row(std::span<const std::uint8_t> row, const Layout& layout, Family family) {
  Socket socket;
  socket.local = address_at(row, layout.local, family);
  socket.state = SocketState::bound;
  if (layout.state != none) {
    socket.state = mib_state(number_at(row, layout.state));
    if (socket.state == SocketState::connected) {
      socket.remote = address_at(row, layout.remote, family);
      socket.remote_port = port_at(row, layout.remote_port);
    }
  }
  // The table does not tell IPV6_V6ONLY, which is on unless a program turns it off; a wildcard
  // that is in the IPv6 table alone may be both. The bind tells which.
  socket.dual_stack = family == Family::v6 && is_wildcard(socket.local);
  socket.pids = {number_at(row, layout.pid)};
  return socket;
}

TableAnswer parse_table(std::span<const std::uint8_t> table, const Layout& layout, Family family,
                        std::uint16_t port) {
  TableAnswer answer;
  if (table.size() < 4) return {{}, true};
  const std::uint64_t count = number_at(table, 0);
  auto rows = table.subspan(4);
  answer.malformed = count * layout.size > rows.size();
  for (std::uint64_t i = 0; i < count && rows.size() >= layout.size; ++i) {
    const auto row = rows.first(layout.size);
    if (port_at(row, layout.local_port) == port)
      answer.sockets.push_back(parse_row(row, layout, family));
    rows = rows.subspan(layout.size);
  }
  return answer;
}

}  // namespace

TableAnswer parse_tcp_table(std::span<const std::uint8_t> table, Family family,
                            std::uint16_t port) {
  return parse_table(table, family == Family::v6 ? tcp_v6 : tcp_v4, family, port);
}

TableAnswer parse_udp_table(std::span<const std::uint8_t> table, Family family,
                            std::uint16_t port) {
  return parse_table(table, family == Family::v6 ? udp_v6 : udp_v4, family, port);
}

TableAnswer parse_bound_table(std::span<const std::uint8_t> table, Family family,
                              std::uint16_t port) {
  return parse_table(table, family == Family::v6 ? bound_v6 : bound_v4, family, port);
}

std::size_t bound_table_size(Family family, std::uint32_t rows) {
  return 4 + (family == Family::v6 ? bound_v6 : bound_v4).size * std::size_t{rows};
}

std::optional<PortRange> parse_excluded_range(std::string_view value_name) {
  if (value_name.size() != 8) return std::nullopt;
  const auto first = parse_unsigned(value_name.substr(0, 4), 16);
  const auto low = parse_unsigned(value_name.substr(4, 2), 16);
  const auto high = parse_unsigned(value_name.substr(6, 2), 16);
  if (!first || !low || !high) return std::nullopt;
  const auto count = static_cast<std::uint32_t>(*high << 8 | *low);
  const auto start = static_cast<std::uint32_t>(*first);
  if (count == 0 || start + count > 65536) return std::nullopt;
  return PortRange{start, start + count - 1};
}

}  // namespace preflight::port
