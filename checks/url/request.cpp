#include "checks/url/request.hpp"

#include <fmt/format.h>

namespace preflight::url {

std::string user_agent() { return "preflight/" PREFLIGHT_VERSION; }

std::string request_text(const Address& address) {
  const auto authorization =
      address.credentials.empty()
          ? std::string()
          : fmt::format("Authorization: Basic {}\r\n", base64(address.credentials));
  return fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}\r\nAccept: application/json, */*;q=0.8\r\n"
      "Accept-Encoding: identity\r\n{}Connection: close\r\n\r\n",
      address.target, host_header(address), user_agent(), authorization);
}

}  // namespace preflight::url
