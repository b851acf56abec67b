#include "checks/service/winsw.hpp"
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

FUZZ_TARGET(winsw) {
  using namespace preflight::service;
  const std::string_view xml{reinterpret_cast<const char*>(data), size};
  is_winsw(xml);
  read_winsw(xml, "C:\\app\\app.exe", {{"SystemRoot", "C:\\Windows"}});
  return 0;
}
