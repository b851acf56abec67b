#include "checks/task/task_xml.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)preflight::task::decode_task({reinterpret_cast<const char*>(data), size});
  return 0;
}
