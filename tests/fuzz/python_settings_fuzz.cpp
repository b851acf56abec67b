#include <cstdint>

#include "checks/python/settings.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(python_settings) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::python::decode_venv(text);
  (void)preflight::python::decode_path_file(text);
  return 0;
}
