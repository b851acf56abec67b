#include "checks/database/header.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(database_header) {
  using namespace preflight::database;
  const auto result = decode_header(Bytes(data, size));
  if (const auto* header = std::get_if<Header>(&result)) (void)truncated(*header, size);
  return 0;
}
