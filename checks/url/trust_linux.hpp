// Which authorities may certify a server on this machine. Only *_linux.cpp files include this.
#pragma once

#include <string>
#include <vector>

namespace preflight::url {

/// What SSL_CERT_FILE and SSL_CERT_DIR name, as for any program that uses OpenSSL
/// (SSL_CTX_set_default_verify_paths(3)); else the first bundle that is there, since distributions
/// keep it in places of their own.
struct Authorities {
  std::string file{};    ///< certificates in PEM form; or empty
  std::string folder{};  ///< certificates by their hashes, as c_rehash(1) names them; or empty
};

Authorities authorities();

}  // namespace preflight::url
