// A socket of Winsock, which is started with the first. Only *_windows.cpp files include this.
#pragma once

#include <winsock2.h>

namespace preflight {

/// Winsock is started once and never stopped: the process ends soon. False: there is none.
bool start_winsock();

class WinSocket {
 public:
  explicit WinSocket(SOCKET handle) : handle_(handle) {}
  WinSocket(const WinSocket&) = delete;
  WinSocket& operator=(const WinSocket&) = delete;
  ~WinSocket() {
    if (handle_ != INVALID_SOCKET) closesocket(handle_);
  }
  [[nodiscard]] SOCKET get() const { return handle_; }

 private:
  SOCKET handle_;
};

}  // namespace preflight
