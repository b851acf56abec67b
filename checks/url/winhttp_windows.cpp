#include "checks/url/winhttp_windows.hpp"

#include "checks/base/wide_windows.hpp"

namespace preflight::url {

namespace {

template <class Function>
bool find(HMODULE library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
  return function != nullptr;
}

std::optional<WinHttp> loaded() {
  const auto library = LoadLibraryExW(L"winhttp.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return std::nullopt;
  WinHttp all;
  const bool complete = find(library, "WinHttpOpen", all.open) &&
                        find(library, "WinHttpConnect", all.connect) &&
                        find(library, "WinHttpOpenRequest", all.open_request) &&
                        find(library, "WinHttpSetOption", all.set_option) &&
                        find(library, "WinHttpSetTimeouts", all.set_timeouts) &&
                        find(library, "WinHttpSetStatusCallback", all.set_status_callback) &&
                        find(library, "WinHttpSendRequest", all.send_request) &&
                        find(library, "WinHttpReceiveResponse", all.receive_response) &&
                        find(library, "WinHttpQueryHeaders", all.query_headers) &&
                        find(library, "WinHttpQueryDataAvailable", all.query_data_available) &&
                        find(library, "WinHttpReadData", all.read_data) &&
                        find(library, "WinHttpCloseHandle", all.close_handle);
  return complete ? std::optional(all) : std::nullopt;
}

using Holder = std::shared_ptr<Talk>;

void note(Talk& talk, DWORD kind, const void* data, DWORD length) {
  switch (kind) {
    case WINHTTP_CALLBACK_STATUS_CONNECTING_TO_SERVER:
      if (data != nullptr) talk.addresses.push_back(to_utf8(static_cast<const wchar_t*>(data)));
      break;
    case WINHTTP_CALLBACK_STATUS_CONNECTED_TO_SERVER:
      talk.connected = true;
      break;
    case WINHTTP_CALLBACK_STATUS_SENDING_REQUEST:
      talk.sending = true;
      break;
    case WINHTTP_CALLBACK_STATUS_SECURE_FAILURE:
      if (data != nullptr && length >= sizeof(DWORD))
        talk.secure_failure = *static_cast<const DWORD*>(data);
      break;
    case WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE:
      talk.events.push_back({kind, *static_cast<const DWORD*>(data)});
      break;
    case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
      talk.events.push_back({kind, length});
      break;
    case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
      talk.events.push_back({kind, static_cast<const WINHTTP_ASYNC_RESULT*>(data)->dwError});
      break;
    case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
    case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
      talk.events.push_back({kind, 0});
      break;
    default:
      break;
  }
}

void CALLBACK tell(HINTERNET, DWORD_PTR context, DWORD kind, void* data, DWORD length) {
  auto* const holder = reinterpret_cast<Holder*>(context);
  if (holder == nullptr) return;
  if (kind == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING) {  // the last that is ever told
    delete holder;
    return;
  }
  auto& talk = **holder;
  {
    const std::lock_guard lock(talk.mutex);
    note(talk, kind, data, length);
  }
  talk.told.notify_all();
}

}  // namespace

const WinHttp* WinHttp::load() {
  static const auto functions = loaded();
  return functions ? &*functions : nullptr;
}

std::optional<Event> Talk::next(Deadline deadline) {
  std::unique_lock lock(mutex);
  if (!told.wait_for(lock, deadline.left(), [&] { return !events.empty(); })) return std::nullopt;
  const auto event = events.front();
  events.pop_front();
  return event;
}

bool listen_to(HINTERNET request, const std::shared_ptr<Talk>& talk, DWORD_PTR& context) {
  const auto& http = *WinHttp::load();
  auto holder = std::make_unique<Holder>(talk);
  context = reinterpret_cast<DWORD_PTR>(holder.get());
  if (!http.set_option(request, WINHTTP_OPTION_CONTEXT_VALUE, &context, sizeof context))
    return false;
  if (http.set_status_callback(request, tell, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0) ==
      WINHTTP_INVALID_STATUS_CALLBACK) {
    context = 0;
    http.set_option(request, WINHTTP_OPTION_CONTEXT_VALUE, &context, sizeof context);
    return false;
  }
  (void)holder.release();  // `tell` frees it when the handle is closed
  return true;
}

}  // namespace preflight::url
