#include "checks/port/proc_net.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(proc_net) {
  using namespace preflight::port;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_proc_net(text, 8000, Protocol::tcp);
  (void)parse_proc_net(text, 8000, Protocol::udp);
  return 0;
}
