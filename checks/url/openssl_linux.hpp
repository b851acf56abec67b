// Only *_linux.cpp files include this.
#pragma once

namespace preflight::url {

/// Makes OpenSSL ready, once. Until then it costs a run nothing. It reads no configuration: what
/// openssl.cnf(5) could load are libraries, and a static program loads none.
void start_openssl();

}  // namespace preflight::url
