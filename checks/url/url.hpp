// The room `url`: does a server answer this address, and does it say that it is well?
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/reaching.hpp"
#include "checks/check.hpp"
#include "checks/url/address.hpp"
#include "checks/url/health.hpp"

namespace preflight::url {

struct Query {
  Address address{};
};

/// How far it came. In the order in which things happen.
enum class Stage { connecting, securing, asking, head, body, over };

/// Why it went no further.
enum class Trouble {
  none,
  timed_out,
  closed,       ///< by the server, before it had said all
  not_http,     ///< what it said is no HTTP; `words` tells what is wrong with it
  not_tls,      ///< it was asked by https:// and answers without TLS
  handshake,    ///< TLS, but both sides do not agree; `words` is what the library says
  certificate,  ///< see `Certificate`
  failed        ///< on this side; `words` tells
};

enum class Certificate {
  good,
  unknown_authority,
  self_signed,
  expired,
  not_yet_valid,
  wrong_name,
  revoked,
  no_authorities,  ///< this machine has no list of authorities to believe
  other            ///< `words` is what the library says
};

struct Reply {
  unsigned status{};
  std::string reason{};        ///< "Service Unavailable"; what the server wrote there
  std::string location{};      ///< of a redirect
  std::string content_type{};  ///< "application/json"
  std::string encoding{};      ///< "gzip"; empty where the body is as it is
  std::string body{};          ///< its first `most_body` bytes
  bool whole{};                ///< the body is all of it
};

struct Facts {
  bool windows{};
  net::Way way{};  ///< addresses that were tried, as far as that is known
  Stage stage{Stage::connecting};
  Trouble trouble{Trouble::none};
  Certificate certificate{Certificate::good};
  std::string words{};
  std::string certified{};           ///< what the refused certificate says of itself
  std::string protocol{};            ///< "TLSv1.3", or empty
  std::optional<Reply> reply{};      ///< from Stage::body on
  std::vector<std::string> proxy{};  ///< variables that name a proxy, which was not used
  std::chrono::milliseconds took{};
};

/// Bytes of a body that are kept. One that goes on longer is not read further.
constexpr std::size_t most_body = std::size_t{1} << 20;
/// Bytes of the status line and the headers together.
constexpr std::size_t most_head = std::size_t{64} << 10;

std::variant<Query, UsageError> parse(const Request& request);

/// One GET, over a connection that is made for it and closed. No redirect is followed, no proxy and
/// no cookie used, nothing compressed asked for. The certificate must be good for the name that was
/// asked for.
///
/// Linux: own sockets, OpenSSL (static; it reads no openssl.cnf), and the parser of Boost.Beast.
/// The authorities are those of SSL_CERT_FILE and SSL_CERT_DIR, else of the system's bundle.
/// Windows: WinHTTP, loaded when it is used, with the authorities of the system.
///
/// The body is read only as far as it may say something of health: one that is no JSON object is
/// left after its first bytes.
Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// "200 OK, healthy", for what was answered.
std::string summary_of(const Facts& facts);

}  // namespace preflight::url
