#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "checks/base/descriptor_linux.hpp"
#include "tests/support/sockets.hpp"

namespace preflight::test {
namespace {

void check(bool good, const char* what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t length{};

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Endpoint endpoint(const std::string& address, std::uint16_t port) {
  Endpoint result;
  if (auto* const v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
      inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    result.length = sizeof *v6;
    return result;
  }
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  errno = EINVAL;
  check(inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1, "inet_pton");
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  result.length = sizeof *v4;
  return result;
}

void set(int fd, int level, int name, int value) {
  check(setsockopt(fd, level, name, &value, sizeof value) == 0, "setsockopt");
}

Descriptor open_socket(const Endpoint& where, bool udp) {
  const int type = (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC;
  Descriptor fd(socket(where.storage.ss_family, type, 0));
  check(static_cast<bool>(fd), "socket");
  return fd;
}

}  // namespace

struct Socket::Native {
  Descriptor fd{};
};

Socket::Socket(const SocketOptions& options) : native_(std::make_unique<Native>()) {
  const Endpoint where = endpoint(options.address, options.port);
  native_->fd = open_socket(where, options.udp);
  const int fd = native_->fd.get();
  if (options.reuse_address) set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (options.reuse_port) set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (options.v6_only || options.dual) set(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0);
  errno = EINVAL;
  check(!options.exclusive, "SO_EXCLUSIVEADDRUSE");
  check(bind(fd, where.get(), where.length) == 0, "bind");
  if (!options.udp && !options.bind_only) check(listen(fd, 16) == 0, "listen");
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
  return Socket(std::move(native));
}

Socket Socket::accept() {
  auto native = std::make_unique<Native>();
  native->fd = Descriptor(accept4(native_->fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
  check(static_cast<bool>(native->fd), "accept4");
  return Socket(std::move(native));
}

std::uint16_t Socket::port() const {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  check(getsockname(native_->fd.get(), reinterpret_cast<sockaddr*>(&storage), &length) == 0,
        "getsockname");
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

}  // namespace preflight::test
