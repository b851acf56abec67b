#include "checks/port/proc_net.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::port;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_proc_net(text, 8000, Protocol::tcp);
  (void)parse_proc_net(text, 8000, Protocol::udp);
  return 0;
}
