// Tables as GetExtendedTcpTable and GetExtendedUdpTable fill them, and names of registry values.
#include "checks/port/windows_tables.hpp"

#include <cstring>
#include <memory>

#include "tests/support/catch.hpp"

namespace preflight::port {

namespace {

using Bytes = std::vector<std::uint8_t>;

void add(Bytes& bytes, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8)
    bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

void add(Bytes& bytes, const Address& address) {
  bytes.insert(bytes.end(), address.bytes.begin(),
               address.bytes.begin() + (address.family == Family::v6 ? 16 : 4));
}

// Network order in the low half; the upper one is whatever was there.
void add_port(Bytes& bytes, std::uint16_t port) {
  add(bytes, 0xABCD0000U | static_cast<std::uint32_t>((port & 0xFF) << 8 | port >> 8));
}

struct TableRow {
  const char* local{"127.0.0.1"};
  std::uint16_t port{8000};
  std::uint32_t state{2};
  std::uint32_t pid{4321};
  const char* remote{"0.0.0.0"};
  std::uint16_t remote_port{};
};

Bytes tcp_v4(const std::vector<TableRow>& rows) {
  Bytes bytes;
  add(bytes, static_cast<std::uint32_t>(rows.size()));
  for (const auto& row : rows) {
    add(bytes, row.state);
    add(bytes, parse_address(row.local).value());
    add_port(bytes, row.port);
    add(bytes, parse_address(row.remote).value());
    add_port(bytes, row.remote_port);
    add(bytes, row.pid);
  }
  return bytes;
}

Bytes tcp_v6(const std::vector<TableRow>& rows) {
  Bytes bytes;
  add(bytes, static_cast<std::uint32_t>(rows.size()));
  for (const auto& row : rows) {
    add(bytes, parse_address(row.local).value());
    add(bytes, 7);  // scope
    add_port(bytes, row.port);
    add(bytes, parse_address(row.remote).value());
    add(bytes, 9);  // scope
    add_port(bytes, row.remote_port);
    add(bytes, row.state);
    add(bytes, row.pid);
  }
  return bytes;
}

Bytes bound(const std::vector<TableRow>& rows) {
  Bytes bytes;
  add(bytes, static_cast<std::uint32_t>(rows.size()));
  for (const auto& row : rows) {
    const auto local = parse_address(row.local).value();
    const bool v6 = local.family == Family::v6;
    const std::size_t begin = bytes.size();
    if (!v6) add(bytes, row.state);
    add(bytes, local);
    if (v6) add(bytes, 7);  // scope
    add_port(bytes, row.port);
    bytes.resize(begin + (v6 ? 52 : 20), 0xEE);
    add(bytes, row.pid);
    add(bytes, 0);  // offload state
  }
  return bytes;
}

Bytes udp(const std::vector<TableRow>& rows) {
  Bytes bytes;
  add(bytes, static_cast<std::uint32_t>(rows.size()));
  for (const auto& row : rows) {
    const auto local = parse_address(row.local).value();
    add(bytes, local);
    if (local.family == Family::v6) add(bytes, 7);
    add_port(bytes, row.port);
    add(bytes, row.pid);
  }
  return bytes;
}

Socket only(const TableAnswer& answer) {
  CHECK_FALSE(answer.malformed);
  REQUIRE(answer.sockets.size() == 1);
  return answer.sockets[0];
}

}  // namespace

TEST_CASE("a row of the IPv4 table") {
  const auto socket = only(parse_tcp_table(tcp_v4({{}, {.port = 8001}}), Family::v4, 8000));
  CHECK(socket.local == loopback_v4());
  CHECK(socket.state == SocketState::listen);
  CHECK(socket.pids == std::vector<std::uint32_t>{4321});
  CHECK_FALSE(socket.remote);
  CHECK_FALSE(socket.dual_stack);
  CHECK_FALSE(socket.uid);
}

TEST_CASE("a row of the IPv6 table") {
  const auto listener =
      only(parse_tcp_table(tcp_v6({{.local = "::", .remote = "::"}}), Family::v6, 8000));
  CHECK(listener.local == any_v6());
  CHECK(listener.dual_stack);
  CHECK(listener.pids == std::vector<std::uint32_t>{4321});
  const auto connected = only(parse_tcp_table(
      tcp_v6({{.local = "::1", .state = 5, .remote = "2001:db8::9", .remote_port = 443}}),
      Family::v6, 8000));
  CHECK(connected.state == SocketState::connected);
  CHECK_FALSE(connected.dual_stack);
  CHECK(connected.remote == parse_address("2001:db8::9"));
  CHECK(connected.remote_port == 443);
}

TEST_CASE("states of Windows") {
  for (std::uint32_t state = 1; state <= 12; ++state) {
    INFO(state);
    const auto expected = state == 1    ? SocketState::bound
                          : state == 2  ? SocketState::listen
                          : state == 11 ? SocketState::time_wait
                                        : SocketState::connected;
    CHECK(only(parse_tcp_table(tcp_v4({{.state = state}}), Family::v4, 8000)).state == expected);
  }
}

TEST_CASE("rows of the UDP tables") {
  const auto v4 = only(parse_udp_table(udp({{.port = 53}, {}}), Family::v4, 8000));
  CHECK(v4.state == SocketState::bound);
  CHECK(v4.local == loopback_v4());
  CHECK(v4.pids == std::vector<std::uint32_t>{4321});
  const auto v6 = only(parse_udp_table(udp({{.local = "::"}}), Family::v6, 8000));
  CHECK(v6.local == any_v6());
  CHECK(v6.dual_stack);
  CHECK(v6.pids == std::vector<std::uint32_t>{4321});
}

TEST_CASE("rows of the tables of sockets that are bound and do not listen") {
  const auto v4 = bound({{.port = 53}, {.state = 1}});
  CHECK(v4.size() == bound_table_size(Family::v4, 2));
  const auto one = only(parse_bound_table(v4, Family::v4, 8000));
  CHECK(one.state == SocketState::bound);
  CHECK(one.local == loopback_v4());
  CHECK(one.pids == std::vector<std::uint32_t>{4321});
  const auto v6 = bound({{.local = "::1", .port = 53}, {.local = "::1"}});
  CHECK(v6.size() == bound_table_size(Family::v6, 2));
  const auto other = only(parse_bound_table(v6, Family::v6, 8000));
  CHECK(other.local == loopback_v6());
  CHECK(other.pids == std::vector<std::uint32_t>{4321});
  for (std::size_t length = 0; length < v6.size(); ++length)
    CHECK(parse_bound_table(std::span(v6).first(length), Family::v6, 8000).malformed);
}

TEST_CASE("bytes behind the rows are no rows") {
  auto bytes = tcp_v4({{}});
  bytes.resize(16 * 1024, 0x1F);
  CHECK(parse_tcp_table(bytes, Family::v4, 8000).sockets.size() == 1);
  CHECK_FALSE(parse_tcp_table(bytes, Family::v4, 8000).malformed);
}

TEST_CASE("a table that says more than it has is malformed") {
  auto bytes = tcp_v4({{}, {}});
  std::memset(bytes.data(), 0xFF, 4);
  const auto answer = parse_tcp_table(bytes, Family::v4, 8000);
  CHECK(answer.malformed);
  CHECK(answer.sockets.size() == 2);
}

TEST_CASE("a table cut off anywhere is malformed, and keeps its whole rows") {
  const auto cut = [](const Bytes& whole, std::size_t row, auto parse) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(size);
      // Its own allocation, so that a sanitizer sees a byte read beyond it.
      const auto copy = std::make_unique<std::uint8_t[]>(size);
      std::copy_n(whole.begin(), size, copy.get());
      const TableAnswer answer = parse(std::span<const std::uint8_t>(copy.get(), size));
      CHECK(answer.malformed);
      CHECK(answer.sockets.size() == (size < 4 ? 0 : (size - 4) / row));
    }
  };
  cut(tcp_v4({{}, {}}), 24, [](auto b) { return parse_tcp_table(b, Family::v4, 8000); });
  cut(tcp_v6({{.local = "::", .remote = "::"}, {.local = "::1", .remote = "::"}}), 56,
      [](auto b) { return parse_tcp_table(b, Family::v6, 8000); });
  cut(udp({{}, {}}), 12, [](auto b) { return parse_udp_table(b, Family::v4, 8000); });
  cut(udp({{.local = "::"}, {.local = "::1"}}), 28,
      [](auto b) { return parse_udp_table(b, Family::v6, 8000); });
}

TEST_CASE("names of excluded ranges in the registry") {
  const auto one = parse_excluded_range("cc570100");
  REQUIRE(one);
  CHECK((one->first == 52311 && one->last == 52311));
  const auto many = parse_excluded_range("C3500A00");
  REQUIRE(many);
  CHECK((many->first == 50000 && many->last == 50009));
  const auto long_one = parse_excluded_range("00010002");
  REQUIRE(long_one);
  CHECK((long_one->first == 1 && long_one->last == 512));
  CHECK(parse_excluded_range("ffff0100"));
  for (const auto* wrong : {"", "cc5701", "cc57010000", "cc570000", "ffff0200", "gc570100",
                            "cc57-100", " c570100", "0xcc0100"}) {
    INFO(wrong);
    CHECK_FALSE(parse_excluded_range(wrong));
  }
}

}  // namespace preflight::port
