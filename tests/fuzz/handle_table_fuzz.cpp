#include "checks/process/handle_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  if (decode_handle_table(bytes).rows.size() > size / 32) __builtin_trap();
  (void)decode_process_ids(bytes);
  return 0;
}
