// The tables of 64-bit Windows, built byte by byte as the headers of the SDK and the DDK lay them
// out.
#include "checks/process/process_table.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

constexpr std::uint64_t address = 0x7ff0'0000;  // where the system says that it wrote the bytes
constexpr std::size_t row_size = 256;           // SYSTEM_PROCESS_INFORMATION without its threads
constexpr std::size_t thread_size = 80;

struct Bytes {
  std::vector<std::byte> all{};

  template <typename Number>
  void put(std::size_t at, Number number) {
    if (all.size() < at + sizeof number) all.resize(at + sizeof number);
    std::memcpy(all.data() + at, &number, sizeof number);
  }
};

struct Thread {
  std::uint32_t state{};
  std::uint32_t reason{};
};

struct Row {
  std::uint32_t pid{};
  std::uint32_t parent{};
  std::uint64_t created{};
  std::u16string name{};
  std::vector<Thread> threads{{2, 0}};
};

// NextEntryOffset 0, NumberOfThreads 4, CreateTime 32, ImageName 56 (length, maximum, pointer 64),
// UniqueProcessId 80, InheritedFromUniqueProcessId 88, Threads 256.
void add(Bytes& bytes, const Row& row, bool last) {
  const auto at = bytes.all.size();
  const auto name_at = at + row_size + row.threads.size() * thread_size;
  const auto length = row.name.size() * 2;
  const auto next = (name_at + length + 7) / 8 * 8 - at;
  bytes.all.resize(at + next);
  bytes.put(at, last ? 0U : static_cast<std::uint32_t>(next));
  bytes.put(at + 4, static_cast<std::uint32_t>(row.threads.size()));
  bytes.put(at + 32, row.created);
  bytes.put(at + 56, static_cast<std::uint16_t>(length));
  bytes.put(at + 58, static_cast<std::uint16_t>(length + 2));
  bytes.put(at + 64, row.name.empty() ? std::uint64_t{0} : address + name_at);
  bytes.put(at + 80, std::uint64_t{row.pid});
  bytes.put(at + 88, std::uint64_t{row.parent});
  for (std::size_t i = 0; i < row.threads.size(); ++i) {
    bytes.put(at + row_size + i * thread_size + 68, row.threads[i].state);
    bytes.put(at + row_size + i * thread_size + 72, row.threads[i].reason);
  }
  for (std::size_t i = 0; i < row.name.size(); ++i) bytes.put(name_at + i * 2, row.name[i]);
}

std::vector<std::byte> table_of(const std::vector<Row>& rows) {
  Bytes bytes;
  for (std::size_t i = 0; i < rows.size(); ++i) add(bytes, rows[i], i + 1 == rows.size());
  return bytes.all;
}

const std::vector<Row> processes{
    {0, 0, 0, u"", {{2, 0}, {2, 0}}},
    {4, 0, 100, u"System"},
    {812, 4, 200, u"s\u00fcrv er.exe", {{5, 5}, {5, 5}}},
    {900, 812, 300, u"child.exe", {{5, 5}, {5, 6}}},
    {904, 812, 300, u"ended.exe", {}},
};

}  // namespace

TEST_CASE("the table of processes of Windows") {
  const auto table = decode_process_table(table_of(processes), address);
  CHECK(table.complete);
  REQUIRE(table.rows.size() == 5);
  CHECK(table.rows[0].name.empty());
  CHECK(table.rows[2].pid == 812);
  CHECK(table.rows[2].parent == 4);
  CHECK(table.rows[2].created == 200);
  CHECK(table.rows[2].name == u"s\u00fcrv er.exe");
  CHECK(table.rows[2].suspended);
  CHECK_FALSE(table.rows[3].suspended);  // one of its threads waits for something else
  CHECK_FALSE(table.rows[1].suspended);
  CHECK(table.rows[4].threads == 0);
  CHECK_FALSE(table.rows[4].suspended);
  REQUIRE(table.find(900) != nullptr);
  CHECK(table.find(900)->name == u"child.exe");
  CHECK(table.find(901) == nullptr);
}

TEST_CASE("a parent is one only while it lives and is not younger than its child") {
  const auto table = decode_process_table(table_of({{4, 4, 100, u"itself"},
                                                    {8, 4, 200, u"child"},
                                                    {12, 8, 150, u"older than its parent"},
                                                    {16, 99, 300, u"orphan"},
                                                    {20, 24, 300, u"parent has ended"},
                                                    {24, 0, 100, u"ended", {}},
                                                    {28, 8, 200, u"as old as its parent"}}),
                                          address);
  REQUIRE(table.complete);
  const auto parent_of = [&](std::uint32_t pid) {
    const auto* const parent = table.living_parent(*table.find(pid));
    return parent == nullptr ? 0 : parent->pid;
  };
  CHECK(parent_of(4) == 0);
  CHECK(parent_of(8) == 4);
  CHECK(parent_of(12) == 0);
  CHECK(parent_of(16) == 0);
  CHECK(parent_of(20) == 0);
  CHECK(parent_of(28) == 8);
}

TEST_CASE("a table of processes that is cut off is not complete") {
  const auto whole = table_of(processes);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto table = decode_process_table(cut, address);
    // Behind the name there may be some bytes more, for the next row to be aligned.
    const bool in_the_last_row = table.rows.size() == processes.size();
    CHECK((!table.complete || in_the_last_row));
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      CHECK(table.rows[i].pid == processes[i].pid);
  }
}

TEST_CASE("offsets, lengths and counts that lie") {
  const auto decode = [](const Bytes& bytes) { return decode_process_table(bytes.all, address); };
  const Bytes good{table_of(processes)};

  SECTION("a next row within this one would be found again and again") {
    for (const std::uint32_t next : {1U, 8U, 255U}) {
      Bytes bytes = good;
      bytes.put(0, next);
      const auto table = decode(bytes);
      CHECK_FALSE(table.complete);
      CHECK(table.rows.size() == 1);
    }
  }
  SECTION("a next row beyond the end") {
    for (const std::uint32_t next : {0xFFFF'FFFFU, static_cast<std::uint32_t>(good.all.size())}) {
      Bytes bytes = good;
      bytes.put(0, next);
      CHECK_FALSE(decode(bytes).complete);
      CHECK(decode(bytes).rows.size() == 1);
    }
  }
  SECTION("a name outside of the bytes") {
    for (const std::uint64_t pointer :
         {std::uint64_t{0}, address - 1, address + good.all.size() - 1, ~std::uint64_t{0}}) {
      Bytes bytes = good;
      bytes.put(56, std::uint16_t{20});
      bytes.put(64, pointer);
      CHECK_FALSE(decode(bytes).complete);
    }
  }
  SECTION("a name of an odd number of bytes") {
    Bytes bytes{table_of({{4, 0, 1, u"abc"}})};
    bytes.put(56, std::uint16_t{5});
    REQUIRE(decode(bytes).rows.size() == 1);
    CHECK(decode(bytes).rows[0].name == u"ab");
  }
  SECTION("more threads than there are bytes") {
    Bytes bytes{table_of({{4, 0, 1, u"", {{5, 5}}}})};
    CHECK(decode(bytes).rows.at(0).suspended);
    bytes.put(4, 0xFFFF'FFFFU);
    CHECK_FALSE(decode(bytes).rows.at(0).suspended);
  }
}

TEST_CASE("a FILETIME in milliseconds since 1970") {
  CHECK(unix_milliseconds(116'444'736'000'000'000) == 0);
  CHECK(unix_milliseconds(116'444'736'010'000'000) == 1000);
  CHECK_FALSE(unix_milliseconds(0));
  CHECK_FALSE(unix_milliseconds(116'444'735'999'999'999));
  CHECK(unix_milliseconds(~std::uint64_t{0}) == 1'833'029'933'770'955);
}

}  // namespace preflight
