#include <algorithm>

#include "checks/database/wal.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(database_wal) {
  using namespace preflight::database;
  const Bytes log(data, size);
  const auto header = decode_wal_header(log);
  if (!header) return 0;
  WalChain chain(*header);
  for (auto rest = log.subspan(wal_header_size); chain.add(rest);)
    rest = rest.subspan(chain.frame_size());
  if (chain.committed() > chain.frames()) __builtin_trap();
  return 0;
}
