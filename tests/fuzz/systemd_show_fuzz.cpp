#include "checks/service/systemd_show.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(systemd_show) {
  using namespace preflight::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)decode_shows(text);
  return 0;
}
