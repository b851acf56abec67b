// How the answer of a server is recorded.
#pragma once

#include "checks/base/record_reaching.hpp"
#include "checks/url/url.hpp"

namespace preflight::url {

PREFLIGHT_RECORD_ENUM(Stage, connecting, securing, asking, head, body, over)
PREFLIGHT_RECORD_ENUM(Trouble, none, timed_out, closed, not_http, not_tls, handshake, certificate,
                      failed)
PREFLIGHT_RECORD_ENUM(Certificate, good, unknown_authority, self_signed, expired, not_yet_valid,
                      wrong_name, revoked, no_authorities, other)
PREFLIGHT_RECORD(Address, secure, host, port, target, credentials)
PREFLIGHT_RECORD(Query, address)
PREFLIGHT_RECORD(Reply, status, reason, location, content_type, encoding, body, whole)
PREFLIGHT_RECORD(Facts, windows, way, stage, trouble, certificate, words, certified, protocol,
                 reply, proxy, took)

}  // namespace preflight::url
