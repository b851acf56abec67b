#include <cstdint>

#include "checks/python/settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::python::decode_venv(text);
  (void)preflight::python::decode_path_file(text);
  return 0;
}
