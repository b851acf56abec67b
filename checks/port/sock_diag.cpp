#include "checks/port/sock_diag.hpp"

#include <algorithm>
#include <cstring>

#include "checks/port/bytes.hpp"

namespace preflight::port {

namespace {

// struct nlmsghdr, struct inet_diag_req_v2, struct inet_diag_msg.
constexpr std::size_t header_size = 16, request_size = 56, message_size = 72;
constexpr std::uint16_t type_error = 2, type_done = 3, sock_diag_by_family = 20;
constexpr std::uint16_t flag_request = 1, flag_dump = 0x300;
constexpr std::uint16_t attribute_v6only = 11;
constexpr std::int32_t max_errno = 4095;  // linux/err.h
constexpr std::uint8_t af_inet = 2, af_inet6 = 10;

template <class Number>
Number get(std::span<const std::uint8_t> bytes, std::size_t at) {
  Number value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

template <class Number>
void put(std::vector<std::uint8_t>& bytes, std::size_t at, Number value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// enum in net/tcp_states.h; a UDP socket is 7 (closed) until it is connected.
SocketState diag_state(std::uint8_t number, Protocol protocol, bool has_remote) {
  constexpr std::uint8_t time_wait = 6, close = 7, listen = 10, bound_inactive = 13;
  if (protocol == Protocol::udp) return has_remote ? SocketState::connected : SocketState::bound;
  if (number == listen) return SocketState::listen;
  if (number == time_wait) return SocketState::time_wait;
  if (number == close || number == bound_inactive) return SocketState::bound;
  return SocketState::connected;
}

bool is_v6only(std::span<const std::uint8_t> attributes) {
  while (attributes.size() >= 4) {
    const std::size_t length = get<std::uint16_t>(attributes, 0);
    if (length < 4 || length > attributes.size()) return false;
    if (get<std::uint16_t>(attributes, 2) == attribute_v6only && length >= 5)
      return attributes[4] != 0;
    attributes = attributes.subspan(std::min((length + 3) & ~std::size_t{3}, attributes.size()));
  }
  return false;
}

Socket parse_message(std::span<const std::uint8_t> body, Protocol protocol) {
  const auto family = body[0] == af_inet6 ? Family::v6 : Family::v4;
  Socket socket;
  socket.local = address_at(body, 8, family);
  socket.remote_port = port_at(body, 6);
  if (socket.remote_port != 0) socket.remote = address_at(body, 24, family);
  socket.state = diag_state(body[1], protocol, socket.remote_port != 0);
  socket.uid = get<std::uint32_t>(body, 64);
  socket.inode = get<std::uint32_t>(body, 68);
  socket.dual_stack =
      family == Family::v6 && is_wildcard(socket.local) && !is_v6only(body.subspan(message_size));
  return socket;
}

}  // namespace

std::vector<std::uint8_t> diag_request(Family family, Protocol protocol, std::uint16_t port,
                                       std::uint32_t states, const Address* address) {
  std::vector<std::uint8_t> bytes(header_size + request_size);
  const auto flags =
      static_cast<std::uint16_t>(flag_request | (address == nullptr ? flag_dump : 0));
  put(bytes, 0, static_cast<std::uint32_t>(bytes.size()));
  put(bytes, 4, sock_diag_by_family);
  put(bytes, 6, flags);
  bytes[16] = family == Family::v6 ? af_inet6 : af_inet;
  bytes[17] = protocol == Protocol::udp ? 17 : 6;
  put(bytes, 20, states);
  bytes[24] = static_cast<std::uint8_t>(port >> 8);
  bytes[25] = static_cast<std::uint8_t>(port & 0xFF);
  if (address != nullptr)
    std::copy(address->bytes.begin(), address->bytes.end(), bytes.begin() + 28);
  put(bytes, 64, ~std::uint64_t{0});  // INET_DIAG_NOCOOKIE
  return bytes;
}

DiagAnswer parse_diag(std::span<const std::uint8_t> datagram, std::uint16_t port,
                      Protocol protocol) {
  DiagAnswer answer;
  while (datagram.size() >= header_size) {
    const std::size_t length = get<std::uint32_t>(datagram, 0);
    if (length < header_size || length > datagram.size()) {
      answer.malformed = true;
      return answer;
    }
    const auto type = get<std::uint16_t>(datagram, 4);
    const auto body = datagram.subspan(header_size, length - header_size);
    if (type == type_done) answer.done = true;
    if (type == type_error) {
      answer.done = true;
      const auto code = body.size() >= 4 ? get<std::int32_t>(body, 0) : 1;
      if (code <= 0 && code >= -max_errno)
        answer.error = -code;
      else
        answer.malformed = true;
    }
    if (type == sock_diag_by_family) {
      const bool fits = body.size() >= message_size && (body[0] == af_inet || body[0] == af_inet6);
      answer.malformed = answer.malformed || !fits;
      if (fits && port_at(body, 4) == port) answer.sockets.push_back(parse_message(body, protocol));
    }
    datagram = datagram.subspan(std::min((length + 3) & ~std::size_t{3}, datagram.size()));
  }
  answer.malformed = answer.malformed || !datagram.empty();
  return answer;
}

}  // namespace preflight::port
