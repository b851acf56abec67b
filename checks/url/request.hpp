// What is sent. Pure.
#pragma once

#include <string>

#include "checks/url/address.hpp"

namespace preflight::url {

/// The name that preflight gives itself: "preflight/0.1.0".
std::string user_agent();

/// One GET (RFC 9112, 3), after which the connection is to be closed.
std::string request_text(const Address& address);

}  // namespace preflight::url
