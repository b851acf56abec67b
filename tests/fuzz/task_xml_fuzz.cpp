#include "checks/task/task_xml.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(task_xml) {
  (void)preflight::task::decode_task({reinterpret_cast<const char*>(data), size});
  return 0;
}
