// WinHTTP, loaded when it is used: a run that asks no server does without it. Only *_windows.cpp
// files include this.
#pragma once

#include <windows.h>
// winhttp.h needs windows.h before it.
#include <winhttp.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/url/url.hpp"

namespace preflight::url {

/// The functions that are used, of winhttp.dll.
struct WinHttp {
  decltype(&WinHttpOpen) open{};
  decltype(&WinHttpConnect) connect{};
  decltype(&WinHttpOpenRequest) open_request{};
  decltype(&WinHttpSetOption) set_option{};
  decltype(&WinHttpSetTimeouts) set_timeouts{};
  decltype(&WinHttpSetStatusCallback) set_status_callback{};
  decltype(&WinHttpSendRequest) send_request{};
  decltype(&WinHttpReceiveResponse) receive_response{};
  decltype(&WinHttpQueryHeaders) query_headers{};
  decltype(&WinHttpQueryDataAvailable) query_data_available{};
  decltype(&WinHttpReadData) read_data{};
  decltype(&WinHttpCloseHandle) close_handle{};

  /// Null where this system has no such library. It stays loaded: its threads may still run.
  static const WinHttp* load();
};

class InternetHandle {
 public:
  explicit InternetHandle(HINTERNET handle) : handle_(handle) {}
  InternetHandle(const InternetHandle&) = delete;
  InternetHandle& operator=(const InternetHandle&) = delete;
  ~InternetHandle() {
    if (handle_ != nullptr) WinHttp::load()->close_handle(handle_);
  }
  [[nodiscard]] HINTERNET get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HINTERNET handle_;
};

/// Something that WinHTTP has told: that a step is done, or why it is not.
struct Event {
  DWORD kind{};    ///< WINHTTP_CALLBACK_STATUS_...
  DWORD number{};  ///< bytes, or the error of REQUEST_ERROR
};

/// What WinHTTP's own threads tell of one request, and where they put what they read. It lives
/// until the last of them has let go of it, which may be after the request was given up.
struct Talk {
  static constexpr std::size_t piece = std::size_t{16} << 10;

  std::mutex mutex{};
  std::condition_variable told{};
  std::deque<Event> events{};
  std::vector<std::string> addresses{};  ///< in the order in which they were connected to
  bool connected{};
  bool sending{};          ///< TLS, if any, is agreed on
  DWORD secure_failure{};  ///< WINHTTP_CALLBACK_STATUS_FLAG_..., what is wrong with a certificate
  std::vector<char> bytes = std::vector<char>(piece);

  /// Nothing where the deadline passes before.
  std::optional<Event> next(Deadline deadline);
};

/// Lets `request` tell `talk` of all that happens. `context` is to be given to WinHttpSendRequest.
bool listen_to(HINTERNET request, const std::shared_ptr<Talk>& talk, DWORD_PTR& context);

}  // namespace preflight::url
