#include "checks/process/handle_table.hpp"

#include <cstring>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

template <class Number>
void put(std::vector<std::byte>& bytes, std::size_t at, Number value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

std::vector<std::byte> table_of(std::uint64_t told, std::size_t rows) {
  std::vector<std::byte> bytes(16 + 40 * rows);
  put(bytes, 0, told);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = 16 + 40 * i;
    put(bytes, row + 8, std::uint64_t{100 + i});
    put(bytes, row + 16, std::uint64_t{4 * i});
    put(bytes, row + 24, std::uint32_t{0x0012019F});
    put(bytes, row + 30, std::uint16_t{37});
  }
  return bytes;
}

}  // namespace

TEST_CASE("the rows of the handle table are read", "[process]") {
  const auto parsed = parse_handle_table(table_of(2, 2));
  CHECK(parsed.complete);
  REQUIRE(parsed.rows.size() == 2);
  CHECK(parsed.rows[1].pid == 101);
  CHECK(parsed.rows[1].handle == 4);
  CHECK(parsed.rows[1].access == 0x0012019F);
  CHECK(parsed.rows[1].type == 37);
}

TEST_CASE("a handle table that is cut is told to be incomplete", "[process]") {
  const auto whole = table_of(3, 3);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = parse_handle_table(std::span(whole).first(size));
    CHECK_FALSE(parsed.complete);
    CHECK(parsed.rows.size() == (size < 16 ? 0 : (size - 16) / 40));
  }
  CHECK_FALSE(parse_handle_table(table_of(~std::uint64_t{0}, 1)).complete);
}

}  // namespace preflight
