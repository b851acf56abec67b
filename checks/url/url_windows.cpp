#include <fmt/format.h>

#include <algorithm>

#include "checks/base/environment_variable.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/url/proxy.hpp"
#include "checks/url/request.hpp"
#include "checks/url/url.hpp"
#include "checks/url/winhttp_windows.hpp"

namespace preflight::url {

namespace {

std::string words_of(DWORD error) { return fmt::format("WinHTTP gave error {}", error); }

Certificate certificate_of(DWORD flags) {
  if (flags & WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED) return Certificate::revoked;
  if (flags & WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA) return Certificate::unknown_authority;
  if (flags & WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID) return Certificate::expired;
  if (flags & WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID) return Certificate::wrong_name;
  return Certificate::other;
}

/// The flags that stand for an error where WinHTTP names no more than that.
DWORD flags_of(DWORD error) {
  switch (error) {
    case ERROR_WINHTTP_SECURE_CERT_DATE_INVALID:
      return WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID;
    case ERROR_WINHTTP_SECURE_CERT_CN_INVALID:
      return WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID;
    case ERROR_WINHTTP_SECURE_INVALID_CA:
      return WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA;
    case ERROR_WINHTTP_SECURE_CERT_REVOKED:
      return WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED;
    case ERROR_WINHTTP_SECURE_INVALID_CERT:
    case ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE:
    case ERROR_WINHTTP_SECURE_CERT_REV_FAILED:
      return WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CERT;
    default:
      return 0;
  }
}

Trouble trouble_of(DWORD error) {
  switch (error) {
    case ERROR_WINHTTP_TIMEOUT:
    case WSAETIMEDOUT:
      return Trouble::timed_out;
    case ERROR_WINHTTP_CONNECTION_ERROR:
    case WSAECONNRESET:
    case WSAECONNABORTED:
      return Trouble::closed;
    case ERROR_WINHTTP_INVALID_SERVER_RESPONSE:
    case ERROR_WINHTTP_INVALID_HEADER:
    case ERROR_WINHTTP_HEADER_COUNT_EXCEEDED:
    case ERROR_WINHTTP_HEADER_SIZE_OVERFLOW:
    case ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW:
      return Trouble::not_http;
    case ERROR_WINHTTP_SECURE_CHANNEL_ERROR:
    case ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED:
      return Trouble::handshake;
    default:
      return Trouble::failed;
  }
}

class Exchange {
 public:
  Exchange(const Query& query, Deadline deadline, Facts& facts)
      : address_(query.address), deadline_(deadline), facts_(facts) {}

  void run() {
    const InternetHandle session(http_.open(to_wide(user_agent()).c_str(),
                                            WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME,
                                            WINHTTP_NO_PROXY_BYPASS, WINHTTP_FLAG_ASYNC));
    if (!session) return fail_here(words_of(GetLastError()));
    const int patience = std::max(1, static_cast<int>(deadline_.left().count()));
    http_.set_timeouts(session.get(), patience, patience, patience, patience);
    const auto host =
        address_.host.find(':') == std::string::npos ? address_.host : "[" + address_.host + "]";
    const InternetHandle server(
        http_.connect(session.get(), to_wide(host).c_str(), address_.port, 0));
    if (!server) return fail_here(words_of(GetLastError()));
    // The target is encoded already.
    const DWORD flags = WINHTTP_FLAG_ESCAPE_DISABLE | WINHTTP_FLAG_ESCAPE_DISABLE_QUERY |
                        (address_.secure ? WINHTTP_FLAG_SECURE : 0);
    const InternetHandle request(http_.open_request(server.get(), L"GET",
                                                    to_wide(address_.target).c_str(), nullptr,
                                                    WINHTTP_NO_REFERER, nullptr, flags));
    if (!request || !prepare(request.get())) return fail_here(words_of(GetLastError()));
    if (!send(request.get())) return;
    read_head(request.get());
    read_body(request.get());
  }

 private:
  // Nothing is followed, kept or signed in to.
  bool prepare(HINTERNET request) {
    DWORD off = WINHTTP_DISABLE_REDIRECTS | WINHTTP_DISABLE_COOKIES |
                WINHTTP_DISABLE_AUTHENTICATION | WINHTTP_DISABLE_KEEP_ALIVE;
    return http_.set_option(request, WINHTTP_OPTION_DISABLE_FEATURE, &off, sizeof off) &&
           listen_to(request, talk_, context_);
  }

  /// Waits until `wanted` is done. Nothing: it was not, and the facts tell why.
  std::optional<DWORD> wait(DWORD wanted) {
    for (;;) {
      const auto event = talk_->next(deadline_);
      if (!event) return fail(ERROR_WINHTTP_TIMEOUT), std::nullopt;
      if (event->kind == WINHTTP_CALLBACK_STATUS_REQUEST_ERROR)
        return fail(event->number), std::nullopt;
      if (event->kind == wanted) return event->number;
    }
  }

  bool send(HINTERNET request) {
    std::string headers = "Accept: application/json, */*;q=0.8\r\nAccept-Encoding: identity\r\n";
    if (!address_.credentials.empty())
      headers += "Authorization: Basic " + base64(address_.credentials) + "\r\n";
    const auto wide = to_wide(headers);
    if (!http_.send_request(request, wide.c_str(), static_cast<DWORD>(wide.size()),
                            WINHTTP_NO_REQUEST_DATA, 0, 0, context_))
      return fail(GetLastError()), false;
    if (!wait(WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE)) return false;
    if (!http_.receive_response(request, nullptr)) return fail(GetLastError()), false;
    return wait(WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE).has_value();
  }

  std::string header(HINTERNET request, DWORD which, std::size_t most = 200) const {
    DWORD size = 0;
    http_.query_headers(request, which, WINHTTP_HEADER_NAME_BY_INDEX, nullptr, &size,
                        WINHTTP_NO_HEADER_INDEX);
    if (GetLastError() != ERROR_INSUFFICIENT_BUFFER) return {};
    std::wstring wide(size / sizeof(wchar_t) + 1, L'\0');
    size = static_cast<DWORD>(wide.size() * sizeof(wchar_t));
    if (!http_.query_headers(request, which, WINHTTP_HEADER_NAME_BY_INDEX, wide.data(), &size,
                             WINHTTP_NO_HEADER_INDEX))
      return {};
    wide.resize(size / sizeof(wchar_t));
    return to_utf8(wide).substr(0, most);
  }

  void read_head(HINTERNET request) {
    facts_.stage = Stage::body;
    {
      const std::lock_guard lock(talk_->mutex);
      if (!talk_->addresses.empty())
        facts_.way.attempts.push_back({talk_->addresses.back(), net::Answer::connected, {}, {}});
    }
    auto& reply = facts_.reply.emplace();
    reply.status = static_cast<unsigned>(
        parse_unsigned(header(request, WINHTTP_QUERY_STATUS_CODE)).value_or(0));
    reply.reason = header(request, WINHTTP_QUERY_STATUS_TEXT);
    reply.location = header(request, WINHTTP_QUERY_LOCATION, 4000);
    reply.content_type = header(request, WINHTTP_QUERY_CONTENT_TYPE);
    reply.encoding = header(request, WINHTTP_QUERY_CONTENT_ENCODING);
    length_ = parse_unsigned(header(request, WINHTTP_QUERY_CONTENT_LENGTH));
  }

  void read_body(HINTERNET request) {
    auto& reply = *facts_.reply;
    while (may_be_object(reply.body)) {
      if (deadline_.passed()) return fail(ERROR_WINHTTP_TIMEOUT);
      if (!http_.query_data_available(request, nullptr)) return fail(GetLastError());
      const auto ready = wait(WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE);
      if (!ready) return;
      if (*ready == 0) return end_body();
      if (reply.body.size() >= most_body) return;
      const auto most = std::min<std::size_t>({*ready, Talk::piece, most_body - reply.body.size()});
      if (!http_.read_data(request, talk_->bytes.data(), static_cast<DWORD>(most), nullptr))
        return fail(GetLastError());
      const auto got = wait(WINHTTP_CALLBACK_STATUS_READ_COMPLETE);
      if (!got) return;
      if (*got == 0) return end_body();
      reply.body.append(talk_->bytes.data(), *got);
    }
  }

  void end_body() {
    // WinHTTP does not always tell an early end from the end.
    if (length_ && facts_.reply->body.size() < *length_)
      return fail(ERROR_WINHTTP_CONNECTION_ERROR);
    facts_.reply->whole = true;
    facts_.stage = Stage::over;
  }

  void fail_here(std::string words) {
    facts_.trouble = Trouble::failed;
    facts_.words = std::move(words);
  }

  void fail(DWORD error) {
    const std::lock_guard lock(talk_->mutex);
    const auto flags = talk_->secure_failure != 0 ? talk_->secure_failure : flags_of(error);
    facts_.trouble = trouble_of(error);
    facts_.words = words_of(error);
    if (flags != 0 || error == ERROR_WINHTTP_SECURE_FAILURE) {
      constexpr auto channel = WINHTTP_CALLBACK_STATUS_FLAG_SECURITY_CHANNEL_ERROR;
      facts_.trouble = flags == 0 || flags == channel ? Trouble::handshake : Trouble::certificate;
      facts_.certificate = certificate_of(flags);
    }
    if (facts_.reply) return;
    facts_.stage = stage();
    if (facts_.stage == Stage::connecting) tell_way();
  }

  /// How far it came before there was an answer.
  [[nodiscard]] Stage stage() const {
    const bool tls = facts_.trouble == Trouble::handshake || facts_.trouble == Trouble::certificate;
    const bool spoken = facts_.trouble == Trouble::closed || facts_.trouble == Trouble::not_http;
    if (!tls && !spoken && !talk_->connected) return Stage::connecting;
    return tls || (address_.secure && !talk_->sending) ? Stage::securing : Stage::head;
  }

  // WinHTTP does not say why it could not connect, so the way is gone once more.
  void tell_way() {
    if (facts_.trouble == Trouble::timed_out) {
      if (talk_->addresses.empty()) facts_.way.resolution = net::Resolution::no_answer;
      for (const auto& one : talk_->addresses)
        facts_.way.attempts.push_back({one, net::Answer::timed_out, {WSAETIMEDOUT}, elapsed()});
      return;
    }
    facts_.way = net::find_way(address_.host, address_.port, deadline_);
    // Else what it said stands, and is told as it is.
    if (!net::is_connected(facts_.way)) facts_.trouble = Trouble::closed;
  }

  [[nodiscard]] std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begun_);
  }

  const WinHttp& http_ = *WinHttp::load();
  const Address& address_;
  Deadline deadline_;
  Facts& facts_;
  std::shared_ptr<Talk> talk_ = std::make_shared<Talk>();
  DWORD_PTR context_{};  ///< WinHttpSendRequest would set another one
  std::optional<std::uint64_t> length_{};
  Deadline::Clock::time_point begun_ = Deadline::Clock::now();
};

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  const auto begun = Deadline::Clock::now();
  Facts facts;
  facts.windows = true;
  facts.proxy = proxy_variables(query.address, environment_variable);
  if (WinHttp::load() != nullptr) {
    Exchange(query, deadline, facts).run();
  } else {
    facts.trouble = Trouble::failed;
    facts.words = "this Windows has no winhttp.dll";
  }
  facts.way.windows = true;
  facts.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begun);
  return facts;
}

}  // namespace preflight::url
