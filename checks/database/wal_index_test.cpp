#include "checks/database/wal_index.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::database {

namespace {

// The index of a log of some commits, with a reader that stands before the last ones.
std::vector<std::uint8_t> real_index(int commits_after_reader) {
  const preflight::test::TempDir folder;
  const auto path = folder.file("a.db");
  SQLite::Database writer(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  writer.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(x);");
  SQLite::Database reader(path, SQLite::OPEN_READWRITE);
  SQLite::Statement rows(reader, "SELECT count(*) FROM t");
  rows.executeStep();
  for (int i = 0; i < commits_after_reader; ++i) writer.exec("INSERT INTO t VALUES(1)");
  const std::string bytes = preflight::test::read_file(folder.file("a.db-shm"));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("an index written by SQLite is read") {
  const auto index = decode_wal_index(real_index(3));
  REQUIRE(index.has_value());
  CHECK(index->page_size == 4096);
  CHECK(index->frames == 5);
  CHECK(index->pages == 2);
  CHECK(index->checkpointed == 0);
  CHECK(index->read_marks[0] == 0);
  CHECK(index->read_marks[1] == 2);
  CHECK(pinned_frames(*index, 1) == 3);
}

TEST_CASE("a reader at the end of the log pins nothing") {
  const auto index = decode_wal_index(real_index(0));
  REQUIRE(index.has_value());
  CHECK(pinned_frames(*index, 1) == 0);
}

TEST_CASE("slot 0 pins what is not yet in the database") {
  WalIndex index;
  index.frames = 10;
  index.checkpointed = 4;
  index.read_marks = {0, 10, unused_read_mark, 3, 11};
  CHECK(pinned_frames(index, 0) == 6);
  CHECK(pinned_frames(index, 1) == 0);
  CHECK(pinned_frames(index, 2) == 0);
  CHECK(pinned_frames(index, 3) == 7);
  CHECK(pinned_frames(index, 4) == 0);
  CHECK(pinned_frames(index, 5) == 0);
}

TEST_CASE("an index cut at any byte is none") {
  const auto bytes = real_index(1);
  for (std::size_t size = 0; size < wal_index_size; ++size)
    CHECK_FALSE(decode_wal_index(Bytes(bytes).first(size)).has_value());
}

TEST_CASE("an index in the middle of a commit is none") {
  auto bytes = real_index(1);
  bytes[16] ^= 1;
  CHECK_FALSE(decode_wal_index(bytes).has_value());
}

}  // namespace preflight::database
