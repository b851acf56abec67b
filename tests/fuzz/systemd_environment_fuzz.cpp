#include "checks/service/systemd_environment.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(systemd_environment) {
  using namespace preflight::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)decode_shown_words(text);
  (void)value_in_file(text, "LD_LIBRARY_PATH");
  return 0;
}
