#include "checks/port/proc_net.hpp"

#include <cstring>
#include <optional>

#include "checks/base/text.hpp"

namespace preflight::port {

namespace {

struct Endpoint {
  Address address{};
  std::uint16_t port{};
};

// "0100007F:1F40": 32-bit words as the machine stores them, each printed as one number.
std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != 8 && colon != 32) return std::nullopt;
  const auto port = parse_unsigned(text.substr(colon + 1), 16);
  if (!port || *port > 65535) return std::nullopt;
  Endpoint end{{colon == 32 ? Family::v6 : Family::v4, {}}, static_cast<std::uint16_t>(*port)};
  for (std::size_t word = 0; word < colon / 8; ++word) {
    const auto value = parse_unsigned(text.substr(word * 8, 8), 16);
    if (!value) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(*value);
    std::memcpy(end.address.bytes.data() + word * 4, &number, 4);
  }
  return end;
}

SocketState proc_net_state(std::uint64_t number, Protocol protocol, bool has_remote) {
  if (protocol == Protocol::udp) return has_remote ? SocketState::connected : SocketState::bound;
  if (number == 10) return SocketState::listen;
  if (number == 6) return SocketState::time_wait;
  return number == 7 ? SocketState::bound : SocketState::connected;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const auto word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::optional<Socket> parse_line(const std::vector<std::string_view>& words, std::uint16_t port,
                                 Protocol protocol, bool& wrong) {
  constexpr std::size_t local = 1, remote = 2, state = 3, uid = 7, inode = 9;
  wrong = true;
  if (words.size() <= inode) return std::nullopt;
  const auto here = parse_endpoint(words[local]);
  const auto there = parse_endpoint(words[remote]);
  const auto number = parse_unsigned(words[state], 16);
  const auto user = parse_u32(words[uid]);
  const auto node = parse_unsigned(words[inode]);
  if (!here || !there || !number || !user || !node) return std::nullopt;
  wrong = false;
  if (here->port != port) return std::nullopt;
  Socket socket;
  socket.local = here->address;
  socket.state = proc_net_state(*number, protocol, there->port != 0);
  if (there->port != 0) socket.remote = there->address;
  socket.remote_port = there->port;
  socket.uid = *user;
  socket.inode = *node;
  // The table does not tell IPV6_V6ONLY; dual is what a socket is unless it was asked otherwise.
  socket.dual_stack = socket.local == any_v6();
  return socket;
}

}  // namespace

ProcNet parse_proc_net(std::string_view text, std::uint16_t port, Protocol protocol) {
  ProcNet table;
  bool heading = true;
  for (const auto line : split(text, '\n')) {
    const auto words = words_of(line);
    if (std::exchange(heading, false) || words.empty()) continue;
    bool wrong = false;
    if (auto socket = parse_line(words, port, protocol, wrong))
      table.sockets.push_back(std::move(*socket));
    if (wrong) ++table.unreadable;
  }
  return table;
}

}  // namespace preflight::port
