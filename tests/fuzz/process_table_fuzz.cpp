#include "checks/process/process_table.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(process_table) {
  using namespace preflight;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto table = decode_process_table(bytes, 0x7ff0'0000);
  if (table.rows.size() > size / 256 + 1) __builtin_trap();
  for (const auto& row : table.rows) (void)table.living_parent(row);
  return 0;
}
