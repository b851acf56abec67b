#include "checks/process/lock_line.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::parse_lock_table(text);
  (void)preflight::parse_fdinfo(text);
  (void)preflight::device_of_mount(text, 29);
  return 0;
}
