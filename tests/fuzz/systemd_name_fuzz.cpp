#include "checks/service/systemd_name.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(systemd_name) {
  using namespace preflight::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto name = unit_name(text)) {
    (void)is_template(*name);
    (void)template_of(*name);
  }
  (void)unescape_unit(text);
  return 0;
}
