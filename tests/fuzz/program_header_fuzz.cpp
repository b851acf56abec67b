#include "checks/service/program_header.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  const auto header = decode_program({data, size});
  machine_name(header.machine);
  return 0;
}
