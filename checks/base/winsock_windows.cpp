#include "checks/base/winsock_windows.hpp"

namespace preflight {

bool start_winsock() {
  static const bool started = [] {
    WSADATA data{};
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
  }();
  return started;
}

}  // namespace preflight
