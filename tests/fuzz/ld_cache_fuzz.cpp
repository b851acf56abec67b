#include "checks/imports/ld_cache.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cache = preflight::imports::LdCache::decode({data, size});
  if (!cache) return 0;
  for (const auto* name : {"libc.so.6", "liba.so.10", ""}) (void)cache->find(name);
  return 0;
}
