#include "checks/service/command_needs.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)preflight::service::needs_of({reinterpret_cast<const char*>(data), size});
  return 0;
}
