#include "checks/service/access_list.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  const auto list = decode_access_list({reinterpret_cast<const char*>(data), size});
  if (list) (void)may_run(*list, *built_in_account("NT AUTHORITY\\LocalService"));
  return 0;
}
