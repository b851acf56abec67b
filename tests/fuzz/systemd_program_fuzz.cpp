#include <cstdint>

#include "checks/service/systemd_program.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(systemd_program) {
  (void)preflight::service::decode_program_head({reinterpret_cast<const char*>(data), size});
  return 0;
}
