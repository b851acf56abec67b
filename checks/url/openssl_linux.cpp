#include "checks/url/openssl_linux.hpp"

#include <openssl/ssl.h>

#ifdef PREFLIGHT_STATIC_OPENSSL
// See cmake/closed_calls.c: before main() it has been called in name only.
extern "C" void __real_OPENSSL_cpuid_setup();
#endif

namespace preflight::url {

void start_openssl() {
#ifdef PREFLIGHT_STATIC_OPENSSL
  __real_OPENSSL_cpuid_setup();
#endif
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

}  // namespace preflight::url
