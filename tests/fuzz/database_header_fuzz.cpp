#include "checks/database/header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::database;
  const auto result = decode_header(Bytes(data, size));
  if (const auto* header = std::get_if<Header>(&result)) (void)truncated(*header, size);
  return 0;
}
