#include "checks/task/dynamic_info.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace preflight::task {

TEST_CASE("how a task ran last is decoded") {
  std::string bytes(36, '\0');
  bytes[0] = 3;
  bytes[12] = 1;
  bytes[19] = 2;
  bytes.replace(24, 4, "\x0b\x01\x07\x80");
  const auto info = decode_dynamic_info(bytes);
  REQUIRE(info);
  CHECK(info->last_run == 0x0200000000000001U);
  CHECK(info->last_result == 0x8007010BU);
  CHECK(decode_dynamic_info(bytes.substr(0, 28)));
}

TEST_CASE("how a task ran last in a form that is not known") {
  std::string bytes(36, '\0');
  bytes[0] = 3;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (size != 28) CHECK_FALSE(decode_dynamic_info(bytes.substr(0, size)));
  bytes[0] = 4;
  CHECK_FALSE(decode_dynamic_info(bytes));
}

}  // namespace preflight::task
