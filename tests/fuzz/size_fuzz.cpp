#include "checks/base/size.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = preflight::parse_size(text)) {
    (void)preflight::text(*read);
    (void)preflight::format_bytes(preflight::bytes_of(*read, 18446744073709551615U));
  }
  return 0;
}
