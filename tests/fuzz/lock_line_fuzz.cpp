#include "checks/process/lock_line.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(lock_line) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::parse_lock_table(text);
  (void)preflight::parse_fdinfo(text);
  (void)preflight::device_of_mount(text, 29);
  return 0;
}
