#include "checks/database/journal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::database;
  (void)decode_journal_header(Bytes(data, size));
  (void)journal_state(Bytes(data, size), size);
  return 0;
}
