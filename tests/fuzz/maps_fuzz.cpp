#include "checks/process/maps.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::for_each_mapping(text, [](const preflight::Mapping& mapping) {
    if (mapping.inode == 0) __builtin_trap();
  });
  return 0;
}
