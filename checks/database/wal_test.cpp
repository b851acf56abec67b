#include "checks/database/wal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::database {

namespace {

constexpr std::size_t page_size = 512;
constexpr std::size_t frame_size = wal_frame_header_size + page_size;

// A log as SQLite writes it: three commits, the first of two pages.
std::vector<std::uint8_t> real_log() {
  const preflight::test::TempDir folder;
  SQLite::Database db(folder.file("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec(
      "PRAGMA page_size=512; PRAGMA journal_mode=WAL; CREATE TABLE t(x);"
      "INSERT INTO t VALUES(1); INSERT INTO t VALUES(2);");
  const std::string bytes = preflight::test::read_file(folder.file("a.db-wal"));
  return {bytes.begin(), bytes.end()};
}

// Header and frames of `log` as recovery would walk them.
std::optional<WalChain> walk(Bytes log) {
  const auto header = decode_wal_header(log);
  if (!header) return std::nullopt;
  WalChain chain(*header);
  for (std::size_t at = wal_header_size; at < log.size(); at += frame_size)
    if (!chain.add(log.subspan(at, std::min(frame_size, log.size() - at)))) break;
  return chain;
}

}  // namespace

TEST_CASE("a log written by SQLite is walked to its last commit") {
  const auto log = real_log();
  const auto chain = walk(log);
  REQUIRE(chain.has_value());
  CHECK(chain->frame_size() == frame_size);
  CHECK(chain->frames() == (log.size() - wal_header_size) / frame_size);
  CHECK(chain->committed() == chain->frames());
  CHECK(chain->pages() == 2);
}

TEST_CASE("a log cut at any byte keeps the commits before the cut") {
  const auto log = real_log();
  for (std::size_t size = 0; size < log.size(); ++size) {
    const auto chain = walk(Bytes(log).first(size));
    INFO("size " << size);
    REQUIRE(chain.has_value() == (size >= wal_header_size));
    if (chain) CHECK(chain->frames() == (size - wal_header_size) / frame_size);
  }
}

TEST_CASE("frames after one that is damaged do not count") {
  auto log = real_log();
  const auto whole = walk(log)->frames();
  log[log.size() - 1] ^= 1;
  CHECK(walk(log)->frames() == whole - 1);
  log[wal_header_size + wal_frame_header_size] ^= 1;
  CHECK(walk(log)->frames() == 0);
  CHECK(walk(log)->committed() == 0);
}

TEST_CASE("frames of an earlier use of the log have another salt and do not count") {
  auto log = real_log();
  log[wal_header_size + 8] ^= 1;
  CHECK(walk(log)->frames() == 0);
}

TEST_CASE("a page that was not committed is no commit") {
  auto log = real_log();
  const auto header = decode_wal_header(log);
  WalChain chain(*header);
  REQUIRE(chain.add(Bytes(log).subspan(wal_header_size, frame_size)));
  CHECK(chain.frames() == 1);
  CHECK(chain.committed() == 0);
}

TEST_CASE("a log is read no further than its first commit") {
  const auto log = real_log();
  std::uint64_t furthest = 0;
  const auto read = [&](std::uint64_t offset, std::span<std::uint8_t> into) -> std::size_t {
    if (offset >= log.size()) return 0;
    const auto count = std::min<std::size_t>(into.size(), log.size() - offset);
    std::copy_n(log.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    furthest = std::max(furthest, offset + count);
    return count;
  };
  const auto content = scan_wal(read, 1 << 20);
  CHECK(content.valid);
  CHECK(content.committed);
  CHECK(content.page_size == page_size);
  CHECK(furthest < log.size());
  CHECK(scan_wal(read, 0).cut_short);
  CHECK_FALSE(scan_wal([](auto, auto) { return std::size_t{0}; }, 1 << 20).valid);
}

TEST_CASE("recovery ignores a log with a damaged header") {
  for (const std::size_t offset : {0u, 4u, 8u, 12u, 16u, 24u, 31u}) {
    auto log = real_log();
    log[offset] ^= 0x10;
    INFO("offset " << offset);
    CHECK_FALSE(decode_wal_header(log).has_value());
  }
}

}  // namespace preflight::database
