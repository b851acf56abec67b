#include "checks/service/access_list.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(access_list) {
  using namespace preflight::service;
  const auto list = decode_access_list({reinterpret_cast<const char*>(data), size});
  if (list) (void)may_run(*list, *built_in_account("NT AUTHORITY\\LocalService"));
  return 0;
}
