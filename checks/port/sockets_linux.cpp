#include "checks/port/sockets_linux.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/port/proc_net.hpp"
#include "checks/port/sock_diag.hpp"

namespace preflight::port {

namespace {

constexpr std::size_t largest_table = std::size_t{256} << 20;

Descriptor open_diag() {
  Descriptor netlink{socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  // The kernel answers at once or not at all; a lost answer must not make us wait for ever.
  const timeval longest{2, 0};
  if (netlink) setsockopt(netlink.get(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
  return netlink;
}

/// False, with errno set, where the kernel does not answer.
bool ask(int netlink, Family family, Protocol protocol, std::uint16_t port, std::uint32_t states,
         const Address* address, std::vector<Socket>& sockets) {
  const auto request = diag_request(family, protocol, port, states, address);
  if (send(netlink, request.data(), request.size(), 0) < 0) return false;
  std::array<std::uint8_t, 32 * 1024> buffer;
  for (bool done = false; !done;) {
    const auto got = recv(netlink, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    auto answer = parse_diag({buffer.data(), static_cast<std::size_t>(got)}, port, protocol);
    sockets.insert(sockets.end(), answer.sockets.begin(), answer.sockets.end());
    if (answer.error != 0 || answer.malformed) {
      errno = answer.error != 0 ? answer.error : EPROTO;
      return false;
    }
    // A single look-up ends with its one answer, a dump with NLMSG_DONE.
    done = answer.done || (address != nullptr && !answer.sockets.empty());
  }
  return true;
}

bool ask_kernel(std::uint16_t port, Protocol protocol, std::uint32_t states,
                std::vector<Socket>& sockets) {
  const auto netlink = open_diag();
  return netlink && ask(netlink.get(), Family::v4, protocol, port, states, nullptr, sockets) &&
         ask(netlink.get(), Family::v6, protocol, port, states, nullptr, sockets);
}

std::optional<std::string> read_table(const std::string& path) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return std::nullopt;
  std::string content;
  for (std::size_t used = 0; used < largest_table;) {
    content.resize(used + (std::size_t{1} << 16));
    const auto got = read(file.get(), content.data() + used, content.size() - used);
    if (got < 0) return std::nullopt;
    used += static_cast<std::size_t>(got);
    content.resize(used);
    if (got == 0) return content;
  }
  errno = EFBIG;
  return std::nullopt;
}

std::vector<Socket> read_proc_net(std::uint16_t port, Protocol protocol, Gaps& gaps) {
  std::vector<Socket> sockets;
  const std::string base = protocol == Protocol::udp ? "/proc/net/udp" : "/proc/net/tcp";
  for (const auto& path : {base, base + "6"}) {
    const auto table = read_table(path);
    // A kernel without IPv6 has no such table, and nothing in it.
    if (!table && errno == ENOENT && path.ends_with('6')) continue;
    if (!table) {
      gaps.push_back({path, last_error(), "cannot be read"});
      continue;
    }
    auto parsed = parse_proc_net(*table, port, protocol);
    if (parsed.unreadable > 0) gaps.push_back({path, {}, "has lines that are not understood"});
    sockets.insert(sockets.end(), parsed.sockets.begin(), parsed.sockets.end());
  }
  return sockets;
}

}  // namespace

std::vector<Socket> sockets_on_port(std::uint16_t port, Protocol protocol, bool every_state,
                                    Gaps& gaps) {
  const bool all = every_state || protocol == Protocol::udp;
  std::vector<Socket> sockets;
  // Older kernels show a bound socket to nobody; asking for the state does no harm there.
  if (ask_kernel(port, protocol, all ? diag_every_state : diag_listen | diag_bound_inactive,
                 sockets))
    return sockets;
  return read_proc_net(port, protocol, gaps);
}

std::optional<Socket> listener_on(const Address& address, std::uint16_t port) {
  std::vector<Socket> sockets;
  const auto netlink = open_diag();
  if (!netlink ||
      !ask(netlink.get(), address.family, Protocol::tcp, port, diag_listen, &address, sockets))
    return std::nullopt;
  for (auto& socket : sockets)
    if (socket.state == SocketState::listen) return std::move(socket);
  return std::nullopt;
}

}  // namespace preflight::port
