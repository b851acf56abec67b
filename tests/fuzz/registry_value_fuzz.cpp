#include <cstddef>
#include <cstdint>
#include <string>

#include "checks/service/registry_value.hpp"

// The first byte is the type, the rest the data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  if (size == 0) return 0;
  RegistryKey key;
  key.values.push_back(
      {"v", data[0], std::string(reinterpret_cast<const char*>(data) + 1, size - 1), false});
  Complaints complaints;
  text_value(key, "V", complaints);
  list_value(key, "V", complaints);
  number_value(key, "V", complaints);
  shown(key.values.front());
  return 0;
}
