#include "checks/port/sock_diag.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::port;
  (void)parse_diag({data, size}, 8000, Protocol::tcp);
  (void)parse_diag({data, size}, 8000, Protocol::udp);
  return 0;
}
