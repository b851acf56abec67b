#include "checks/task/dynamic_info.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(dynamic_info) {
  (void)preflight::task::decode_dynamic_info({reinterpret_cast<const char*>(data), size});
  return 0;
}
