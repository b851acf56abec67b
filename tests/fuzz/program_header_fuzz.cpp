#include "checks/service/program_header.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

FUZZ_TARGET(program_header) {
  using namespace preflight::service;
  const auto header = decode_program({data, size});
  machine_name(header.machine);
  return 0;
}
