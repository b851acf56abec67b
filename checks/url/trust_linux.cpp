#include "checks/url/trust_linux.hpp"

#include <unistd.h>

#include "checks/base/environment_variable.hpp"

namespace preflight::url {

Authorities authorities() {
  Authorities named{environment_variable("SSL_CERT_FILE"), environment_variable("SSL_CERT_DIR")};
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
