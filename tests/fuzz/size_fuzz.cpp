#include "checks/base/size.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = preflight::parse_size(text)) {
    (void)preflight::text(*read);
    (void)preflight::format_bytes(preflight::bytes_of(*read, 18446744073709551615U));
  }
  return 0;
}
