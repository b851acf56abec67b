#include "checks/process/handle_table.hpp"

#include <cstring>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

template <typename Number>
void put(std::vector<std::byte>& bytes, std::size_t at, Number number) {
  if (bytes.size() < at + sizeof number) bytes.resize(at + sizeof number);
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

// SYSTEM_HANDLE_INFORMATION_EX: NumberOfHandles, Reserved, then rows of Object, UniqueProcessId,
// HandleValue, GrantedAccess, CreatorBackTraceIndex, ObjectTypeIndex, HandleAttributes, Reserved.
std::vector<std::byte> table_of(const std::vector<HandleRow>& rows) {
  std::vector<std::byte> bytes(16 + rows.size() * 40);
  put(bytes, 0, std::uint64_t{rows.size()});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = 16 + i * 40;
    put(bytes, at, ~std::uint64_t{0});
    put(bytes, at + 8, std::uint64_t{rows[i].pid});
    put(bytes, at + 16, rows[i].handle);
    put(bytes, at + 24, rows[i].access);
    put(bytes, at + 28, std::uint16_t{0xAAAA});
    put(bytes, at + 30, rows[i].type);
    put(bytes, at + 32, 0xBBBB'BBBBU);
  }
  return bytes;
}

const std::vector<HandleRow> handles{{4, 0x1234'5678'9ABC, 0x0012'019f, 37},
                                     {812, 0x84, 0x0012'0089, 37},
                                     {4'294'967'292, 0x88, 0x0013'0196, 5}};

}  // namespace

TEST_CASE("the table of handles of Windows") {
  const auto table = decode_handle_table(table_of(handles));
  CHECK(table.complete);
  REQUIRE(table.rows.size() == handles.size());
  for (std::size_t i = 0; i < handles.size(); ++i) {
    CHECK(table.rows[i].pid == handles[i].pid);
    CHECK(table.rows[i].handle == handles[i].handle);
    CHECK(table.rows[i].access == handles[i].access);
    CHECK(table.rows[i].type == handles[i].type);
  }
}

TEST_CASE("a table of handles that is cut off is not complete") {
  const auto whole = table_of(handles);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto table = decode_handle_table(std::span(whole).first(size));
    CHECK(table.rows.size() <= (size < 16 ? 0 : (size - 16) / 40 + 1));
    // The last row ends with what is not asked for.
    CHECK((!table.complete || table.rows.size() == handles.size()));
  }
}

TEST_CASE("more handles than there are bytes") {
  for (const std::uint64_t count : {std::uint64_t{4}, std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
    auto bytes = table_of(handles);
    put(bytes, 0, count);
    const auto table = decode_handle_table(bytes);
    CHECK_FALSE(table.complete);
    CHECK(table.rows.size() == 3);
  }
  const std::vector<std::byte> none(16);
  CHECK(decode_handle_table(none).complete);
  CHECK(decode_handle_table(none).rows.empty());
}

TEST_CASE("what a handle may do") {
  const auto row = [](std::uint32_t access) { return HandleRow{1, 4, access, 37}; };
  CHECK_FALSE(row(0x0012'0089).writable());  // GENERIC_READ
  CHECK(row(0x0012'0116).writable());        // GENERIC_WRITE
  CHECK(row(0x0000'0004).writable());        // FILE_APPEND_DATA alone
  CHECK_FALSE(row(0x0010'0080).writable());  // attributes
  CHECK(row(0x0012'019f).looks_like_a_pipe());
  CHECK_FALSE(row(0x0013'019f).looks_like_a_pipe());
}

TEST_CASE("the processes that use a file, by the file system") {
  std::vector<std::byte> bytes;
  put(bytes, 0, 2U);
  put(bytes, 8, std::uint64_t{4});
  put(bytes, 16, std::uint64_t{812});
  CHECK(decode_process_ids(bytes) == std::vector<std::uint32_t>{4, 812});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(decode_process_ids(std::span(bytes).first(size)));
  put(bytes, 0, 0xFFFF'FFFFU);
  CHECK_FALSE(decode_process_ids(bytes));
  CHECK(decode_process_ids(std::vector<std::byte>(8)) == std::vector<std::uint32_t>{});
  bytes.resize(4096);  // room that was not needed
  put(bytes, 0, 1U);
  CHECK(decode_process_ids(bytes) == std::vector<std::uint32_t>{4});
}

}  // namespace preflight
