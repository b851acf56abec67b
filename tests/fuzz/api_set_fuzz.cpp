#include "checks/imports/api_set.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(api_set) {
  using namespace preflight::imports;
  (void)find_api_set_section({data, size});
  (void)is_api_set({reinterpret_cast<const char*>(data), size});
  const auto sets = ApiSets::decode({data, size});
  if (sets) (void)sets->host("api-ms-win-a-b-l1-1-0.dll", "x.dll");
  return 0;
}
