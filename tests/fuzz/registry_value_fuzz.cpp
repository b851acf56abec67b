#include <cstddef>
#include <cstdint>
#include <string>

#include "checks/service/registry_value.hpp"
#include "tests/fuzz/target.hpp"

// The first byte is the type, the rest the data.
FUZZ_TARGET(registry_value) {
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
