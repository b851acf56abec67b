#include "checks/base/host_names.hpp"

#include "tests/support/catch.hpp"

namespace preflight::net {

TEST_CASE("what resolvers say, cut anywhere", "[net]") {
  using List = std::vector<std::string>;
  const std::string getent =
      "::1             STREAM localhost\n::1             DGRAM  \n127.0.0.1       STREAM \n"
      "fe80::1%eth0    STREAM\nwarning STREAM\n";
  CHECK(getent_addresses(getent) == List{"::1", "127.0.0.1", "fe80::1%eth0"});
  const std::string hosts = "127.0.0.1 localhost # me\n::1\tip6 LOCALHOST\r\n# 1.2.3.4 localhost\n";
  CHECK(hosts_addresses(hosts, "localhost") == List{"127.0.0.1", "::1"});
  CHECK(hosts_addresses(hosts, "me").empty());
  for (std::size_t i = 0; i < getent.size(); ++i) (void)getent_addresses(getent.substr(0, i));
  for (std::size_t i = 0; i < hosts.size(); ++i)
    (void)hosts_addresses(hosts.substr(0, i), "localhost");
}

}  // namespace preflight::net
