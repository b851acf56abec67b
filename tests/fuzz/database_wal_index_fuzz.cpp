#include "checks/database/wal_index.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(database_wal_index) {
  using namespace preflight::database;
  if (const auto index = decode_wal_index(Bytes(data, size)))
    for (std::size_t slot = 0; slot <= index->read_marks.size(); ++slot)
      if (pinned_frames(*index, slot) > index->frames) __builtin_trap();
  return 0;
}
