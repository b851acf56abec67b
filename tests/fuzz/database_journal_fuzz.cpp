#include "checks/database/journal.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(database_journal) {
  using namespace preflight::database;
  (void)decode_journal_header(Bytes(data, size));
  (void)journal_state(Bytes(data, size), size);
  return 0;
}
