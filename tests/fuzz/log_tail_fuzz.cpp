#include "checks/service/log_tail.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  const auto lines = last_lines({reinterpret_cast<const char*>(data), size}, size % 2 == 1, 12);
  telling_line(lines);
  return 0;
}
