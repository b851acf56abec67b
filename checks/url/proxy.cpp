#include "checks/url/proxy.hpp"

#include "checks/base/text.hpp"

namespace preflight::url {

namespace {

bool is_excepted(const Address& address, const std::string& list) {
  for (auto one : split(list, ',')) {
    one = trim(one);
    if (one == "*" || one == address.host) return true;
    if (one.starts_with('.')) one.remove_prefix(1);
    if (!one.empty() && address.host.ends_with("." + std::string(one))) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> proxy_variables(const Address& address,
                                         std::string (*variable)(const char* name)) {
  for (const auto* name : {"no_proxy", "NO_PROXY"})
    if (is_excepted(address, variable(name))) return {};
  std::vector<std::string> found;
  for (const auto* name : {address.secure ? "https_proxy" : "http_proxy",
                           address.secure ? "HTTPS_PROXY" : "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    if (!variable(name).empty()) found.emplace_back(name);
  return found;
}

}  // namespace preflight::url
