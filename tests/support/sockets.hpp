// Real sockets for tests. Two bodies: sockets_linux.cpp, sockets_windows.cpp.
// Failing system calls throw std::system_error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace preflight::test {

struct SocketOptions {
  std::string address{"127.0.0.1"};  ///< IPv4 or IPv6, without brackets
  std::uint16_t port{};              ///< 0: the system chooses
  bool udp{};
  bool bind_only{};  ///< a TCP socket that is bound and does not listen
  bool reuse_address{};
  bool reuse_port{};  ///< Linux only
  bool exclusive{};   ///< SO_EXCLUSIVEADDRUSE, Windows only
  bool v6_only{};
  bool dual{};  ///< an IPv6 socket that takes IPv4 as well
};

/// A bound (and listening) or connected socket, open as long as the value lives.
class Socket {
 public:
  explicit Socket(const SocketOptions& options);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  /// A TCP connection to `address` and `port`.
  static Socket connect(const std::string& address, std::uint16_t port);

  /// Takes the next connection of a listener.
  Socket accept();

  [[nodiscard]] std::uint16_t port() const;  ///< the local one

 private:
  struct Native;
  explicit Socket(std::unique_ptr<Native> native);
  std::unique_ptr<Native> native_;
};

/// A port that nothing uses on any address, TCP and UDP, IPv4 and IPv6. Below the ranges that
/// systems take ports of outgoing connections from, so that only another test could take it.
std::uint16_t free_port();

}  // namespace preflight::test
