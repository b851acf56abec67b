#include <cstddef>
#include <cstdint>

#include "checks/process/cgroup.hpp"
#include "checks/process/origin.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(cgroup) {
  using namespace preflight;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto origin = parse_cgroup(text);
  if (origin.container && origin.container->empty()) __builtin_trap();
  if (origin.unit) (void)started_for_others(*origin.unit, text);
  (void)starter_kind(text);
  return 0;
}
