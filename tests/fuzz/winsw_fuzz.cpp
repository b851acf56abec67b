#include "checks/service/winsw.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  const std::string_view xml{reinterpret_cast<const char*>(data), size};
  is_winsw(xml);
  read_winsw(xml, "C:\\app\\app.exe", {{"SystemRoot", "C:\\Windows"}});
  return 0;
}
