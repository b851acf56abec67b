// Whether other programs would ask a proxy for this address. preflight asks the server itself.
#pragma once

#include <string>
#include <vector>

#include "checks/url/address.hpp"

namespace preflight::url {

/// The variables that curl(1) and most others would take a proxy from, of those that are set. Their
/// values may hold passwords and are not looked at. NO_PROXY is heeded in its plain forms only:
/// "*", a name, ".domain".
std::vector<std::string> proxy_variables(const Address& address,
                                         std::string (*variable)(const char* name));

}  // namespace preflight::url
