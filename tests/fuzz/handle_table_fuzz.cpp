#include "checks/process/handle_table.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(handle_table) {
  using namespace preflight;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  if (decode_handle_table(bytes).rows.size() > size / 32) __builtin_trap();
  (void)decode_process_ids(bytes);
  return 0;
}
