#include "checks/url/wire_linux.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "checks/base/host_names.hpp"
#include "checks/base/system_error.hpp"
#include "checks/url/certificate_linux.hpp"
#include "checks/url/openssl_linux.hpp"
#include "checks/url/trust_linux.hpp"

namespace preflight::url {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};

/// What a refused certificate is remembered by; its session may not keep it.
struct Refusal {
  long error{X509_V_OK};
  std::string certified{};
};

namespace {

int remember(int good, X509_STORE_CTX* store) {
  auto* const session =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const refusal = static_cast<Refusal*>(SSL_get_app_data(session));
  if (good == 0 && refusal->error == X509_V_OK) {
    refusal->error = X509_STORE_CTX_get_error(store);
    if (auto* const certificate = X509_STORE_CTX_get_current_cert(store))
      refusal->certified = described(certificate);
  }
  return good;
}

/// Whether any authority was found. A file that cannot be read is as good as none.
bool load_authorities(SSL_CTX* context) {
  const auto [file, folder] = authorities();
  bool any = false;
  if (!file.empty()) any = SSL_CTX_load_verify_file(context, file.c_str()) == 1;
  if (!folder.empty()) any = SSL_CTX_load_verify_dir(context, folder.c_str()) == 1 || any;
  ERR_clear_error();
  return any;
}

/// "unsupported protocol"; the reason of the library's last error.
std::string last_reason() {
  const auto* text = ERR_reason_error_string(ERR_peek_last_error());
  return text == nullptr ? "" : text;
}

bool wait_for(int socket, short event, Deadline deadline) {
  pollfd end{socket, event, 0};
  for (;;) {
    const int ready = poll(&end, 1, static_cast<int>(deadline.left().count()));
    if (ready > 0) return true;
    if (ready == 0 && deadline.passed()) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace

struct Wire::Tls {
  std::unique_ptr<SSL_CTX, FreeContext> context{};
  std::unique_ptr<SSL, FreeSession> session{};
  BIO* from_socket{};  ///< owned by the session, as the other
  BIO* to_socket{};
  Refusal refusal{};
  bool trusts_somebody{};
  std::string first{};  ///< the first bytes that the server sent

  bool begin(const std::string& host) {
    start_openssl();
    context.reset(SSL_CTX_new(TLS_client_method()));
    if (!context) return false;
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    trusts_somebody = load_authorities(context.get());
    session.reset(SSL_new(context.get()));
    from_socket = BIO_new(BIO_s_mem());
    to_socket = BIO_new(BIO_s_mem());
    if (!session || from_socket == nullptr || to_socket == nullptr) return false;
    SSL_set_bio(session.get(), from_socket, to_socket);
    SSL_set_connect_state(session.get());
    SSL_set_app_data(session.get(), &refusal);
    SSL_set_verify(session.get(), SSL_VERIFY_PEER, remember);
    return name(host.substr(0, host.find('%')));
  }

  // An address is certified as such, and not asked for by name (RFC 6066, 3).
  bool name(const std::string& host) const {
    auto* const wanted = SSL_get0_param(session.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1) return true;
    SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(session.get(), host.c_str()) == 1 &&
           SSL_set_tlsext_host_name(session.get(), host.c_str()) == 1;
  }
};

Wire::Wire(Descriptor socket, Deadline deadline)
    : socket_(std::move(socket)), deadline_(deadline) {}
Wire::~Wire() {
  if (!tls_) return;
  tls_.reset();
  // The library keeps some of its state by thread and frees it as the thread ends, which for a look
  // may be while the program ends and the library is taken down (OPENSSL_thread_stop(3)).
  OPENSSL_thread_stop();
}

Moved Wire::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    if (deadline_.passed()) return Moved::timed_out;
    const auto sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!wait_for(socket_.get(), POLLOUT, deadline_)) return Moved::timed_out;
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return Moved::closed;
    } else if (errno != EINTR) {
      words_ = text(last_error());
      return Moved::failed;
    }
  }
  return Moved::some;
}

Moved Wire::receive_raw(std::string& bytes, std::size_t most) {
  bytes.resize(most);
  for (;;) {
    // Before each step: a server that sends without a pause gives no other chance.
    if (deadline_.passed()) return Moved::timed_out;
    const auto got = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (got >= 0) {
      bytes.resize(static_cast<std::size_t>(got));
      return got == 0 ? Moved::closed : Moved::some;
    }
    if (errno == EAGAIN) {
      if (!wait_for(socket_.get(), POLLIN, deadline_)) return Moved::timed_out;
    } else if (errno == ECONNRESET || errno == EPIPE) {
      return Moved::closed;
    } else if (errno != EINTR) {
      words_ = text(last_error());
      return Moved::failed;
    }
  }
}

Moved Wire::flush() {
  std::array<char, wire_piece> bytes{};
  for (;;) {
    const int size = BIO_read(tls_->to_socket, bytes.data(), static_cast<int>(bytes.size()));
    if (size <= 0) return Moved::some;
    if (const auto moved = send_raw({bytes.data(), static_cast<std::size_t>(size)});
        moved != Moved::some)
      return moved;
  }
}

Moved Wire::refill() {
  std::string bytes;
  const auto moved = receive_raw(bytes, wire_piece);
  if (moved != Moved::some) return moved;
  constexpr std::size_t enough = 8;
  if (tls_->first.size() < enough) tls_->first.append(bytes, 0, enough);
  BIO_write(tls_->from_socket, bytes.data(), static_cast<int>(bytes.size()));
  return Moved::some;
}

Moved Wire::go_on(int result) {
  const int wish = SSL_get_error(tls_->session.get(), result);
  // An alert that tells the server why, too, has to be sent.
  if (const auto moved = flush(); moved != Moved::some && wish == SSL_ERROR_WANT_READ) return moved;
  if (wish == SSL_ERROR_WANT_READ) return refill();
  if (wish == SSL_ERROR_WANT_WRITE) return Moved::some;
  if (wish == SSL_ERROR_ZERO_RETURN) return Moved::closed;
  words_ = last_reason();
  return Moved::failed;
}

bool Wire::secure(const std::string& host, Facts& facts) {
  facts.stage = Stage::securing;
  tls_ = std::make_unique<Tls>();
  if (!tls_->begin(host)) {
    facts.trouble = Trouble::failed;
    facts.words = "OpenSSL could not be started: " + last_reason();
    return false;
  }
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(tls_->session.get());
    if (result == 1) break;
    if (const auto moved = go_on(result); moved != Moved::some) return fail_handshake(moved, facts);
  }
  facts.protocol = SSL_get_version(tls_->session.get());
  if (const auto moved = flush(); moved != Moved::some) return fail_handshake(moved, facts);
  return true;
}

bool Wire::fail_handshake(Moved moved, Facts& facts) {
  facts.words = words_;
  facts.trouble = moved == Moved::timed_out ? Trouble::timed_out
                  : moved == Moved::closed  ? Trouble::closed
                                            : Trouble::handshake;
  if (tls_->refusal.error != X509_V_OK && !tls_->trusts_somebody) {
    facts.trouble = Trouble::certificate;
    facts.certificate = Certificate::no_authorities;
    const auto [file, folder] = authorities();
    facts.words = file.empty() ? folder : file;
  } else if (tls_->refusal.error != X509_V_OK) {
    facts.trouble = Trouble::certificate;
    facts.certificate = certificate_of(tls_->refusal.error);
    facts.words = X509_verify_cert_error_string(tls_->refusal.error);
    facts.certified = tls_->refusal.certified;
  } else if (!tls_->first.empty() && tls_->first[0] != 0x15 && tls_->first[0] != 0x16) {
    // No record of TLS: neither an alert nor a handshake (RFC 8446, 5.1).
    facts.trouble = Trouble::not_tls;
  }
  return false;
}

Moved Wire::write(std::string_view bytes) {
  if (!tls_) return send_raw(bytes);
  for (;;) {
    ERR_clear_error();
    const int result = SSL_write(tls_->session.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (result > 0) return flush();
    if (const auto moved = go_on(result); moved != Moved::some) return moved;
  }
}

Moved Wire::read(std::string& bytes, std::size_t most) {
  if (!tls_) return receive_raw(bytes, most);
  bytes.resize(most);
  for (;;) {
    if (deadline_.passed()) return Moved::timed_out;
    ERR_clear_error();
    const int result = SSL_read(tls_->session.get(), bytes.data(), static_cast<int>(most));
    if (result > 0) {
      bytes.resize(static_cast<std::size_t>(result));
      return Moved::some;
    }
    if (const auto moved = go_on(result); moved != Moved::some) return moved;
  }
}

}  // namespace preflight::url
