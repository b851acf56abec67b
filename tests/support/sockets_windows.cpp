#include <winsock2.h>
// ws2tcpip.h needs the types of winsock2.h.
#include <ws2tcpip.h>

#include <system_error>
#include <utility>

#include "tests/support/sockets.hpp"

namespace preflight::test {
namespace {

void check(bool good, const char* what) {
  if (!good) throw std::system_error(WSAGetLastError(), std::system_category(), what);
}

void start_winsock() {
  static const int error = [] {
    WSADATA data{};
    return WSAStartup(MAKEWORD(2, 2), &data);
  }();
  if (error != 0) throw std::system_error(error, std::system_category(), "WSAStartup");
}

/// A SOCKET that closes itself.
class Owned {
 public:
  Owned() = default;
  explicit Owned(SOCKET socket) : socket_(socket) {}
  Owned(Owned&& other) noexcept : socket_(std::exchange(other.socket_, INVALID_SOCKET)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }
  ~Owned() {
    if (socket_ != INVALID_SOCKET) closesocket(socket_);
  }
  [[nodiscard]] SOCKET get() const { return socket_; }
  explicit operator bool() const { return socket_ != INVALID_SOCKET; }

 private:
  SOCKET socket_ = INVALID_SOCKET;
};

struct Endpoint {
  sockaddr_storage storage{};
  int length{};

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Endpoint endpoint(const std::string& address, std::uint16_t port) {
  start_winsock();
  Endpoint result;
  if (auto* const v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
      inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    result.length = sizeof *v6;
    return result;
  }
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  WSASetLastError(WSAEINVAL);
  check(inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1, "inet_pton");
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  result.length = sizeof *v4;
  return result;
}

void set(SOCKET fd, int level, int name, int value) {
  check(setsockopt(fd, level, name, reinterpret_cast<const char*>(&value), sizeof value) == 0,
        "setsockopt");
}

// Wine names the owner of a socket only once the process itself holds the descriptor, which this
// question brings about. Elsewhere it changes nothing.
void make_owner_visible(SOCKET fd) {
  u_long bytes = 0;
  ioctlsocket(fd, FIONREAD, &bytes);
}

Owned open_socket(const Endpoint& where, bool udp) {
  Owned fd(socket(where.storage.ss_family, udp ? SOCK_DGRAM : SOCK_STREAM, 0));
  check(static_cast<bool>(fd), "socket");
  return fd;
}

}  // namespace

struct Socket::Native {
  Owned fd{};
};

Socket::Socket(const SocketOptions& options) : native_(std::make_unique<Native>()) {
  const Endpoint where = endpoint(options.address, options.port);
  native_->fd = open_socket(where, options.udp);
  const SOCKET fd = native_->fd.get();
  if (options.reuse_address) set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (options.exclusive) set(fd, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
  if (options.v6_only || options.dual) set(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0);
  WSASetLastError(WSAEINVAL);
  check(!options.reuse_port, "SO_REUSEPORT");
  check(bind(fd, where.get(), where.length) == 0, "bind");
  if (!options.udp && !options.bind_only) check(listen(fd, 16) == 0, "listen");
  make_owner_visible(fd);
}

Socket::Socket(std::unique_ptr<Native> native) : native_(std::move(native)) {}
Socket::~Socket() = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

Socket Socket::connect(const std::string& address, std::uint16_t port) {
  const Endpoint where = endpoint(address, port);
  auto native = std::make_unique<Native>();
  native->fd = open_socket(where, false);
  check(::connect(native->fd.get(), where.get(), where.length) == 0, "connect");
  make_owner_visible(native->fd.get());
  return Socket(std::move(native));
}

Socket Socket::accept() {
  auto native = std::make_unique<Native>();
  native->fd = Owned(::accept(native_->fd.get(), nullptr, nullptr));
  check(static_cast<bool>(native->fd), "accept");
  return Socket(std::move(native));
}

std::uint16_t Socket::port() const {
  sockaddr_storage storage{};
  int length = sizeof storage;
  check(getsockname(native_->fd.get(), reinterpret_cast<sockaddr*>(&storage), &length) == 0,
        "getsockname");
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

}  // namespace preflight::test
