#include "checks/process/maps.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(maps) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::for_each_mapping(text, [](const preflight::Mapping& mapping) {
    if (mapping.inode == 0) __builtin_trap();
  });
  return 0;
}
