#include "checks/imports/ld_cache.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(ld_cache) {
  const auto cache = preflight::imports::LdCache::decode({data, size});
  if (!cache) return 0;
  for (const auto* name : {"libc.so.6", "liba.so.10", ""}) (void)cache->find(name);
  return 0;
}
