#include <cstdint>

#include "checks/service/systemd_program.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)preflight::service::decode_program_head({reinterpret_cast<const char*>(data), size});
  return 0;
}
