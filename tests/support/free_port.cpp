#include <random>
#include <system_error>

#include "tests/support/sockets.hpp"

namespace preflight::test {
namespace {

bool can_bind(const char* address, std::uint16_t port, bool udp) {
  try {
    SocketOptions options{.address = address, .port = port, .udp = udp};
    options.v6_only = options.address.find(':') != std::string::npos;
    const Socket socket(options);
    return true;
  } catch (const std::system_error& error) {
    // A machine without IPv6 has no port to be taken there.
    return error.code() == std::errc::address_family_not_supported ||
           error.code() == std::errc::address_not_available;
  }
}

}  // namespace

std::uint16_t free_port() {
  std::random_device random;
  std::uniform_int_distribution<unsigned> ports(10'000, 30'000);
  for (;;) {
    const auto port = static_cast<std::uint16_t>(ports(random));
    if (can_bind("0.0.0.0", port, false) && can_bind("::", port, false) &&
        can_bind("0.0.0.0", port, true) && can_bind("::", port, true))
      return port;
  }
}

}  // namespace preflight::test
