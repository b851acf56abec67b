// Messages of the kernel put together by hand, as linux/inet_diag.h lays them out.
#include "checks/port/sock_diag.hpp"

#include <cstring>
#include <limits>
#include <memory>

#include "tests/support/catch.hpp"

namespace preflight::port {

namespace {

using Bytes = std::vector<std::uint8_t>;

template <class Number>
void put(Bytes& bytes, std::size_t at, Number value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

Bytes message(std::uint16_t type, const Bytes& body) {
  Bytes bytes(16);
  put(bytes, 0, static_cast<std::uint32_t>(16 + body.size()));
  put(bytes, 4, type);
  bytes.insert(bytes.end(), body.begin(), body.end());
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

struct DiagRow {
  std::uint8_t family{2};
  std::uint8_t state{10};
  const char* local{"127.0.0.1"};
  std::uint16_t port{8000};
  const char* remote{"0.0.0.0"};
  std::uint16_t remote_port{};
  std::uint32_t uid{1000};
  std::uint32_t inode{4711};
};

Bytes row(const DiagRow& given, const Bytes& attributes = {}) {
  Bytes body(72);
  body[0] = given.family;
  body[1] = given.state;
  body[4] = static_cast<std::uint8_t>(given.port >> 8);
  body[5] = static_cast<std::uint8_t>(given.port & 0xFF);
  body[6] = static_cast<std::uint8_t>(given.remote_port >> 8);
  body[7] = static_cast<std::uint8_t>(given.remote_port & 0xFF);
  const auto local = parse_address(given.local).value(),
             remote = parse_address(given.remote).value();
  std::copy(local.bytes.begin(), local.bytes.end(), body.begin() + 8);
  std::copy(remote.bytes.begin(), remote.bytes.end(), body.begin() + 24);
  put(body, 64, given.uid);
  put(body, 68, given.inode);
  body.insert(body.end(), attributes.begin(), attributes.end());
  return message(20, body);
}

Bytes attribute(std::uint16_t type, const Bytes& value) {
  Bytes bytes(4);
  put(bytes, 0, static_cast<std::uint16_t>(4 + value.size()));
  put(bytes, 2, type);
  bytes.insert(bytes.end(), value.begin(), value.end());
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Socket only(const Bytes& datagram, Protocol protocol = Protocol::tcp) {
  const auto answer = parse_diag(datagram, 8000, protocol);
  CHECK_FALSE(answer.malformed);
  REQUIRE(answer.sockets.size() == 1);
  return answer.sockets[0];
}

const Bytes done = message(3, Bytes(4));

}  // namespace

TEST_CASE("a listener in an answer of the kernel") {
  const auto socket = only(row({}));
  CHECK(socket.local == loopback_v4());
  CHECK(socket.state == SocketState::listen);
  CHECK(socket.uid == 1000U);
  CHECK(socket.inode == 4711);
  CHECK_FALSE(socket.remote);
  CHECK_FALSE(socket.dual_stack);
  CHECK(socket.pids.empty());
}

TEST_CASE("states of the kernel") {
  const std::pair<int, SocketState> table[] = {
      {1, SocketState::connected}, {2, SocketState::connected},  {3, SocketState::connected},
      {4, SocketState::connected}, {5, SocketState::connected},  {6, SocketState::time_wait},
      {7, SocketState::bound},     {8, SocketState::connected},  {9, SocketState::connected},
      {10, SocketState::listen},   {11, SocketState::connected}, {12, SocketState::connected},
      {13, SocketState::bound}};
  for (const auto& [number, state] : table) {
    INFO(number);
    CHECK(only(row({.state = static_cast<std::uint8_t>(number)})).state == state);
  }
  CHECK(only(row({.state = 7}), Protocol::udp).state == SocketState::bound);
  const auto peer = only(row({.state = 1, .remote = "10.0.0.9", .remote_port = 53}), Protocol::udp);
  CHECK(peer.state == SocketState::connected);
  CHECK(peer.remote == parse_address("10.0.0.9"));
  CHECK(peer.remote_port == 53);
}

TEST_CASE("an IPv6 wildcard takes IPv4 unless it says otherwise") {
  const DiagRow wildcard{.family = 10, .local = "::", .remote = "::"};
  CHECK(only(row(wildcard)).dual_stack);
  CHECK(only(row(wildcard, attribute(11, {0}))).dual_stack);
  CHECK_FALSE(only(row(wildcard, attribute(11, {1}))).dual_stack);
  CHECK_FALSE(only(row(wildcard, attribute(21, Bytes(8)) + attribute(11, {1}))).dual_stack);
  CHECK_FALSE(only(row({.family = 10, .local = "::1", .remote = "::"})).dual_stack);
  CHECK(only(row({.family = 10, .local = "2001:db8::7", .remote = "::"})).local ==
        parse_address("2001:db8::7"));
}

TEST_CASE("several messages are one answer, and other ports are passed over") {
  const auto answer = parse_diag(row({}) + row({.port = 8001}) + row({.local = "10.0.0.1"}) + done,
                                 8000, Protocol::tcp);
  CHECK(answer.sockets.size() == 2);
  CHECK(answer.done);
  CHECK(answer.error == 0);
  CHECK_FALSE(answer.malformed);
  CHECK_FALSE(parse_diag(row({}), 8000, Protocol::tcp).done);
}

TEST_CASE("an error ends the answer") {
  Bytes body(20);
  put(body, 0, std::int32_t{-2});
  const auto answer = parse_diag(message(2, body), 8000, Protocol::tcp);
  CHECK(answer.done);
  CHECK(answer.error == 2);
  CHECK(answer.sockets.empty());
}

TEST_CASE("an error that is no errno is malformed") {
  for (const auto code : {1, -4096, std::numeric_limits<std::int32_t>::min()}) {
    Bytes body(20);
    put(body, 0, std::int32_t{code});
    const auto answer = parse_diag(message(2, body), 8000, Protocol::tcp);
    CHECK(answer.malformed);
    CHECK(answer.error == 0);
  }
  CHECK(parse_diag(message(2, {}), 8000, Protocol::tcp).malformed);
}

TEST_CASE("lengths that cannot be are told") {
  auto shorter = row({});
  put(shorter, 0, std::uint32_t{15});
  CHECK(parse_diag(shorter, 8000, Protocol::tcp).malformed);
  auto longer = row({});
  put(longer, 0, std::uint32_t{0xFFFFFFFF});
  CHECK(parse_diag(longer, 8000, Protocol::tcp).malformed);
  CHECK(parse_diag(message(20, Bytes(71, 2)), 8000, Protocol::tcp).malformed);
  CHECK(parse_diag(row({.family = 1}), 8000, Protocol::tcp).malformed);
  auto endless = attribute(21, Bytes(8));
  put(endless, 0, std::uint16_t{0});
  CHECK(only(row({.family = 10, .local = "::", .remote = "::"}, endless)).dual_stack);
}

TEST_CASE("an answer cut off anywhere is malformed or shorter, never more") {
  const auto whole = row({.family = 10, .local = "::", .remote = "::"}, attribute(11, {1})) +
                     row({.local = "10.0.0.1"}) + done;
  const auto first = row({.family = 10, .local = "::", .remote = "::"}, attribute(11, {1})).size();
  const auto second = first + row({}).size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    // Its own allocation, so that a sanitizer sees a byte read beyond it.
    const auto copy = std::make_unique<std::uint8_t[]>(size);
    std::copy_n(whole.begin(), size, copy.get());
    const auto answer = parse_diag({copy.get(), size}, 8000, Protocol::tcp);
    CHECK(answer.sockets.size() == (size >= second ? 2U : size >= first ? 1U : 0U));
    CHECK(answer.malformed == (size != 0 && size != first && size != second));
    CHECK_FALSE(answer.done);
  }
}

TEST_CASE("a request as the kernel reads it") {
  const auto dump = diag_request(Family::v4, Protocol::tcp, 8000, diag_listen, nullptr);
  REQUIRE(dump.size() == 72);
  std::uint32_t length = 0, states = 0;
  std::uint16_t type = 0, flags = 0;
  std::memcpy(&length, &dump[0], 4);
  std::memcpy(&type, &dump[4], 2);
  std::memcpy(&flags, &dump[6], 2);
  std::memcpy(&states, &dump[20], 4);
  CHECK(length == 72);
  CHECK(type == 20);
  CHECK(flags == 0x301);  // NLM_F_REQUEST | NLM_F_DUMP
  CHECK(states == 1U << 10);
  CHECK(dump[16] == 2);
  CHECK(dump[17] == 6);
  CHECK((dump[24] == 0x1F && dump[25] == 0x40));
  const auto loopback = loopback_v6();
  const auto single = diag_request(Family::v6, Protocol::udp, 1, diag_every_state, &loopback);
  std::memcpy(&flags, &single[6], 2);
  CHECK(flags == 1);
  CHECK(single[16] == 10);
  CHECK(single[17] == 17);
  CHECK(single[43] == 1);
}

}  // namespace preflight::port
