#include "checks/process/passwd.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>

FUZZ_TARGET(passwd) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (preflight::user_name(text, 1000).empty()) __builtin_trap();
  return 0;
}
