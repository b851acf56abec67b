#include "checks/process/passwd.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (preflight::user_name(text, 1000).empty()) __builtin_trap();
  return 0;
}
