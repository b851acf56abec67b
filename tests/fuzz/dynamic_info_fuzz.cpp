#include "checks/task/dynamic_info.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)preflight::task::decode_dynamic_info({reinterpret_cast<const char*>(data), size});
  return 0;
}
