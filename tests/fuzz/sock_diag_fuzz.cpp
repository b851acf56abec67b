#include "checks/port/sock_diag.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(sock_diag) {
  using namespace preflight::port;
  (void)parse_diag({data, size}, 8000, Protocol::tcp);
  (void)parse_diag({data, size}, 8000, Protocol::udp);
  return 0;
}
