#include "checks/database/header.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight::database {

namespace {

std::vector<std::uint8_t> good_header() {
  std::vector<std::uint8_t> bytes(header_read_size, 0);
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  std::copy(magic.begin(), magic.end(), bytes.begin());
  bytes[16] = 0x10;  // 4096
  bytes[18] = bytes[19] = 1;
  bytes[21] = 64;
  bytes[22] = bytes[23] = 32;
  bytes[27] = bytes[95] = 7;  // change counter, version valid for
  bytes[31] = 3;              // pages
  bytes[47] = 4;              // schema format
  bytes[59] = 1;              // UTF-8
  bytes[97] = 0x2e, bytes[98] = 0x63, bytes[99] = 0x01;
  bytes[100] = 13;
  return bytes;
}

Header decoded(const std::vector<std::uint8_t>& bytes) {
  return std::get<Header>(decode_header(bytes));
}

}  // namespace

TEST_CASE("a sound header is read field by field") {
  const auto header = decoded(good_header());
  CHECK(header.page_size == 4096);
  CHECK_FALSE(header.wal);
  CHECK_FALSE(header.read_only_format);
  CHECK(header.pages == 3u);
  CHECK(header.writer_version == 0x2e6301);
  CHECK_FALSE(header.schema_fault.has_value());
}

TEST_CASE("page size 1 means 65536") {
  auto bytes = good_header();
  bytes[16] = 0, bytes[17] = 1;
  CHECK(decoded(bytes).page_size == 65536);
}

TEST_CASE("journal mode and write version come from bytes 18 and 19") {
  auto bytes = good_header();
  bytes[18] = bytes[19] = 2;
  CHECK(decoded(bytes).wal);
  bytes[18] = 3;
  CHECK(decoded(bytes).read_only_format);
}

TEST_CASE("a size in pages that an old writer left behind is not believed") {
  auto bytes = good_header();
  bytes[95] = 6;
  CHECK_FALSE(decoded(bytes).pages.has_value());
  CHECK_FALSE(truncated(decoded(bytes), 1));
}

TEST_CASE("damage of one field is told with its offset") {
  struct Row {
    std::size_t offset;
    std::uint8_t value;
    HeaderFault fault;
    std::size_t told;
  };
  const std::array rows{Row{0, 'X', HeaderFault::no_magic, 0},
                        Row{15, 'X', HeaderFault::no_magic, 0},
                        Row{16, 0x30, HeaderFault::not_a_database, 16},
                        Row{16, 0x00, HeaderFault::not_a_database, 16},
                        Row{16, 0x01, HeaderFault::not_a_database, 16},
                        Row{19, 3, HeaderFault::not_a_database, 19},
                        Row{21, 63, HeaderFault::not_a_database, 21},
                        Row{22, 0, HeaderFault::not_a_database, 22},
                        Row{23, 33, HeaderFault::not_a_database, 23}};
  for (const auto& row : rows) {
    auto bytes = good_header();
    bytes[row.offset] = row.value;
    const auto result = decode_header(bytes);
    INFO("offset " << row.offset);
    REQUIRE(std::holds_alternative<BadHeader>(result));
    CHECK(std::get<BadHeader>(result).fault == row.fault);
    CHECK(std::get<BadHeader>(result).offset == row.told);
  }
}

TEST_CASE("what only a reader of the schema meets is kept apart") {
  auto bytes = good_header();
  bytes[47] = 9;
  CHECK(decoded(bytes).schema_fault->fault == HeaderFault::unsupported);
  bytes = good_header();
  bytes[59] = 7;
  CHECK(decoded(bytes).schema_fault->fault == HeaderFault::corrupt);
  bytes = good_header();
  bytes[100] = 0;
  CHECK(decoded(bytes).schema_fault->offset == 100);
  bytes.resize(header_size);
  CHECK_FALSE(decoded(bytes).schema_fault.has_value());
}

TEST_CASE("a page of 512 bytes may reserve 32 of them, not more") {
  auto bytes = good_header();
  bytes[16] = 2, bytes[20] = 32;
  CHECK(decoded(bytes).page_size == 512);
  bytes[20] = 33;
  CHECK(std::get<BadHeader>(decode_header(bytes)).offset == 20);
}

TEST_CASE("a header cut at any byte is refused and never read beyond") {
  const auto whole = good_header();
  for (std::size_t size = 0; size < header_size; ++size) {
    const std::vector<std::uint8_t> cut(whole.begin(),
                                        whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto result = decode_header(cut);
    INFO("size " << size);
    REQUIRE(std::holds_alternative<BadHeader>(result));
    CHECK(std::get<BadHeader>(result).fault ==
          (size == 0 ? HeaderFault::all_zero : HeaderFault::too_short));
  }
}

TEST_CASE("zeros are told apart from foreign bytes") {
  const std::vector<std::uint8_t> zeros(4096, 0);
  CHECK(std::get<BadHeader>(decode_header(zeros)).fault == HeaderFault::all_zero);
}

TEST_CASE("a file is truncated when whole pages are missing") {
  const auto header = decoded(good_header());
  CHECK_FALSE(truncated(header, std::uint64_t{3} * 4096));
  CHECK_FALSE(truncated(header, std::uint64_t{2} * 4096 + 1));
  CHECK(truncated(header, std::uint64_t{2} * 4096));
  CHECK_FALSE(truncated(header, std::uint64_t{9} * 4096));
}

}  // namespace preflight::database
