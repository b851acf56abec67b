#include "checks/service/log_tail.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

FUZZ_TARGET(log_tail) {
  using namespace preflight::service;
  const auto lines = last_lines({reinterpret_cast<const char*>(data), size}, size % 2 == 1, 12);
  telling_line(lines);
  return 0;
}
