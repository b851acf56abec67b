#include "checks/imports/manifest.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

FUZZ_TARGET(manifest) {
  (void)preflight::imports::parse_manifest({reinterpret_cast<const char*>(data), size});
  return 0;
}
