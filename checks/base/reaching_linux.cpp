#include "checks/base/reaching_linux.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "checks/base/child_linux.hpp"
#include "checks/base/host_names.hpp"
#include "checks/base/text.hpp"
#include "checks/base/text_file_linux.hpp"

namespace preflight::net {

namespace {

struct Place {
  sockaddr_storage address{};
  socklen_t length{};
};

// inet_pton(3); a zone ("fe80::1%eth0") is taken off before.
std::optional<Place> place_of(const std::string& text, std::uint16_t port) {
  Place place;
  sockaddr_in v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&place.address, &v4, sizeof v4);
    place.length = sizeof v4;
    return place;
  }
  sockaddr_in6 v6{};
  const auto zone = text.find('%');
  if (inet_pton(AF_INET6, text.substr(0, zone).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
  if (zone != std::string::npos) {
    const auto name = text.substr(zone + 1);
    v6.sin6_scope_id = if_nametoindex(name.c_str());
    if (v6.sin6_scope_id == 0)
      v6.sin6_scope_id = static_cast<std::uint32_t>(parse_unsigned(name).value_or(0));
  }
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  std::memcpy(&place.address, &v6, sizeof v6);
  place.length = sizeof v6;
  return place;
}

Answer answer_of(int error) {
  switch (error) {
    case 0:
      return Answer::connected;
    case ECONNREFUSED:
    case ECONNRESET:
      return Answer::refused;
    case ETIMEDOUT:
      return Answer::timed_out;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return Answer::unreachable;
    case EACCES:
    case EPERM:
      return Answer::denied;
    default:
      return Answer::failed;
  }
}

// A port of those for outgoing connections may be connected to itself where nobody listens.
bool is_itself(int socket) {
  sockaddr_storage here{}, there{};
  socklen_t here_length = sizeof here, there_length = sizeof there;
  return getsockname(socket, reinterpret_cast<sockaddr*>(&here), &here_length) == 0 &&
         getpeername(socket, reinterpret_cast<sockaddr*>(&there), &there_length) == 0 &&
         here_length == there_length && std::memcmp(&here, &there, here_length) == 0;
}

int wait_for(int socket, Deadline deadline) {
  pollfd end{socket, POLLOUT, 0};
  for (;;) {
    const int ready = poll(&end, 1, static_cast<int>(deadline.left().count()));
    if (ready > 0) break;
    if (ready == 0) return ETIMEDOUT;
    if (errno != EINTR) return errno;
  }
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

/// 0 and the connection, or why there is none.
int connect_to(const Place& place, Deadline deadline, Descriptor& made) {
  made = Descriptor{socket(place.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!made) return errno;
  int error = 0;
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&place.address), place.length) != 0)
    error = errno;
  if (error == EINPROGRESS || error == EINTR) error = wait_for(made.get(), deadline);
  return error == 0 && is_itself(made.get()) ? ECONNREFUSED : error;
}

std::vector<std::string> resolve(const std::string& host, Deadline deadline, Way& way) {
  if (place_of(host, 0)) return {host};
  const auto getent = first_program({"/usr/bin/getent", "/bin/getent"});
  if (getent.empty()) {
    auto found = hosts_addresses(text_of_file("/etc/hosts").value_or(""), host);
    way.resolution = found.empty() ? Resolution::not_asked : Resolution::found;
    way.resolver = "it is not in /etc/hosts, and this machine has no getent(1) to ask with";
    return found;
  }
  const auto said = run_child({getent, {"ahosts", host}, std::size_t{64} << 10}, deadline);
  auto found = getent_addresses(said.output);
  if (!found.empty()) return found;
  // getent(1): 2 is "not found". It tells an answer from none by nothing but its time.
  way.resolution = said.start.code != 0 ? Resolution::not_asked
                   : said.timed_out     ? Resolution::no_answer
                                        : Resolution::unknown_name;
  way.resolver = said.start.code != 0 ? "getent: " + text(said.start)
                 : said.timed_out     ? std::string("getent did not come back in time")
                 : said.exit_code     ? "getent: exit code " + std::to_string(*said.exit_code)
                                      : std::string("getent was ended by a signal");
  return {};
}

}  // namespace

Descriptor connect_on_way(const std::string& host, std::uint16_t port, Deadline deadline,
                          Way& way) {
  const auto addresses = resolve(host, deadline, way);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (deadline.passed()) {
      way.untried = addresses.size() - i;
      break;
    }
    const auto begun = Deadline::Clock::now();
    const auto left = static_cast<std::chrono::milliseconds::rep>(addresses.size() - i);
    const auto share = Deadline::in(deadline.left() / left);
    const auto place = place_of(addresses[i], port);
    Descriptor made;
    const int error = place ? connect_to(*place, share, made) : EAFNOSUPPORT;
    way.attempts.push_back(
        {addresses[i],
         answer_of(error),
         {error},
         std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begun)});
    if (error == 0) return made;
  }
  return {};
}

Way find_way(const std::string& host, std::uint16_t port, Deadline deadline) {
  Way way;
  (void)connect_on_way(host, port, deadline, way);
  return way;
}

}  // namespace preflight::net
