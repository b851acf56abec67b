#include <winsock2.h>
// ws2tcpip.h needs winsock2.h before it.
#include <ws2tcpip.h>

#include <array>
#include <cstring>
#include <memory>

#include "checks/base/reaching.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/base/winsock_windows.hpp"

namespace preflight::net {

namespace {

struct FreeList {
  void operator()(ADDRINFOW* list) const { FreeAddrInfoW(list); }
};
using List = std::unique_ptr<ADDRINFOW, FreeList>;

Answer answer_of(int error) {
  switch (error) {
    case 0:
      return Answer::connected;
    case WSAECONNREFUSED:
    case WSAECONNRESET:
      return Answer::refused;
    case WSAETIMEDOUT:
      return Answer::timed_out;
    case WSAENETUNREACH:
    case WSAEHOSTUNREACH:
    case WSAENETDOWN:
    case WSAEHOSTDOWN:
    case WSAEADDRNOTAVAIL:
    case WSAEAFNOSUPPORT:
      return Answer::unreachable;
    case WSAEACCES:
      return Answer::denied;
    default:
      return Answer::failed;
  }
}

bool is_itself(SOCKET socket) {
  sockaddr_storage here{}, there{};
  int here_length = sizeof here, there_length = sizeof there;
  return getsockname(socket, reinterpret_cast<sockaddr*>(&here), &here_length) == 0 &&
         getpeername(socket, reinterpret_cast<sockaddr*>(&there), &there_length) == 0 &&
         here_length == there_length &&
         std::memcmp(&here, &there, static_cast<std::size_t>(here_length)) == 0;
}

// select, since WSAPoll tells of no failed connection before Windows 10 2004.
int wait_for(SOCKET socket, Deadline deadline) {
  fd_set made, failed;
  FD_ZERO(&made);
  FD_ZERO(&failed);
  made.fd_count = failed.fd_count = 1;
  made.fd_array[0] = failed.fd_array[0] = socket;
  const auto left = deadline.left().count();
  timeval span{static_cast<long>(left / 1000), static_cast<long>(left % 1000 * 1000)};
  const int ready = select(0, nullptr, &made, &failed, &span);
  if (ready == 0) return WSAETIMEDOUT;
  if (ready < 0) return WSAGetLastError();
  int error = 0;
  int length = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &length) != 0)
    return WSAGetLastError();
  return error;
}

int connect_to(const ADDRINFOW& place, Deadline deadline) {
  const WinSocket made{socket(place.ai_family, SOCK_STREAM, IPPROTO_TCP)};
  u_long on = 1;
  if (made.get() == INVALID_SOCKET || ioctlsocket(made.get(), static_cast<long>(FIONBIO), &on) != 0)
    return WSAGetLastError();
  int error = 0;
  if (connect(made.get(), place.ai_addr, static_cast<int>(place.ai_addrlen)) != 0)
    error = WSAGetLastError();
  if (error == WSAEWOULDBLOCK) error = wait_for(made.get(), deadline);
  return error == 0 && is_itself(made.get()) ? WSAECONNREFUSED : error;
}

std::string text_of(const ADDRINFOW& place) {
  std::array<wchar_t, 128> text{};
  if (GetNameInfoW(place.ai_addr, static_cast<socklen_t>(place.ai_addrlen), text.data(),
                   static_cast<DWORD>(text.size()), nullptr, 0, NI_NUMERICHOST) != 0)
    return "?";
  return to_utf8(text.data());
}

List resolve(const std::string& host, std::uint16_t port, Way& way) {
  ADDRINFOW wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_protocol = IPPROTO_TCP;
  ADDRINFOW* found = nullptr;
  const int error =
      GetAddrInfoW(to_wide(host).c_str(), to_wide(std::to_string(port)).c_str(), &wanted, &found);
  if (error == 0) return List(found);
  way.resolution = error == WSAHOST_NOT_FOUND || error == WSANO_DATA ? Resolution::unknown_name
                                                                     : Resolution::no_answer;
  way.resolver = symbol({error});
  return {};
}

}  // namespace

Way find_way(const std::string& host, std::uint16_t port, Deadline deadline) {
  Way way;
  way.windows = true;
  if (!start_winsock()) {
    way.resolution = Resolution::not_asked;
    way.resolver = "Winsock could not be started";
    return way;
  }
  const auto list = resolve(host, port, way);
  std::size_t left = 0;
  for (const auto* place = list.get(); place != nullptr; place = place->ai_next) ++left;
  for (const auto* place = list.get(); place != nullptr; place = place->ai_next, --left) {
    if (deadline.passed()) {
      way.untried = left;
      break;
    }
    const auto begun = Deadline::Clock::now();
    const auto share =
        Deadline::in(deadline.left() / static_cast<std::chrono::milliseconds::rep>(left));
    const int error = connect_to(*place, share);
    way.attempts.push_back(
        {text_of(*place),
         answer_of(error),
         {error},
         std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begun)});
    if (error == 0) break;
  }
  return way;
}

}  // namespace preflight::net
