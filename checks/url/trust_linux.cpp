#include "checks/url/trust_linux.hpp"

#include <unistd.h>

#include <cstdlib>

namespace preflight::url {

namespace {

std::string variable(const char* name) {
  const auto* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

}  // namespace

Authorities authorities() {
  Authorities named{variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR")};
  if (!named.file.empty() || !named.folder.empty()) return named;
  for (const auto* bundle : {
           "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Gentoo
           "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
           "/etc/pki/tls/certs/ca-bundle.crt",                   // older ones of these
           "/etc/ssl/ca-bundle.pem",                             // openSUSE
           "/etc/ssl/cert.pem",                                  // Alpine
       })
    if (access(bundle, R_OK) == 0) return {bundle, {}};
  return {};
}

}  // namespace preflight::url
