// What is wrong with a certificate, in preflight's terms. Only *_linux.cpp files include this.
#pragma once

#include <openssl/x509.h>

#include <string>

#include "checks/url/url.hpp"

namespace preflight::url {

/// Of a code of X509_STORE_CTX_get_error(3).
Certificate certificate_of(long error);

/// "CN = example, issued by CN = authority, for example.org and 127.0.0.1, until Nov 21 ..."
std::string described(X509* certificate);

}  // namespace preflight::url
