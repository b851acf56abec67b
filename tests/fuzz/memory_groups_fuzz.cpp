#include <cstdint>

#include "checks/memory/memory.hpp"
#include "tests/fuzz/target.hpp"

// The two texts are parted by a zero byte.
FUZZ_TARGET(memory_groups) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto middle = text.find('\0');
  const auto second = middle == std::string_view::npos ? text : text.substr(middle + 1);
  (void)preflight::memory::memory_groups(text.substr(0, middle), second);
  (void)preflight::memory::meminfo_bytes(text, "MemAvailable");
  (void)preflight::memory::stat_value(text, "inactive_file");
  return 0;
}
