#include "checks/database/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::database {

namespace {

// The journal of a transaction that spilled its pages and so had to sync the journal.
std::vector<std::uint8_t> real_journal() {
  const preflight::test::TempDir folder;
  SQLite::Database db(folder.file("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec(
      "PRAGMA page_size=512; CREATE TABLE t(x); INSERT INTO t VALUES(zeroblob(20000));"
      "PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN; UPDATE t SET x=randomblob(20000);");
  const std::string bytes = preflight::test::read_file(folder.file("a.db-journal"));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("a journal written by SQLite is read") {
  const auto journal = real_journal();
  const auto header = decode_journal_header(journal);
  REQUIRE(header.has_value());
  CHECK(header->records > 0);
  CHECK(header->page_size == 512);
  CHECK(header->sector_size >= 512);
  CHECK(header->database_pages > 20);
  CHECK(journal_state(journal, 20'000) == JournalState::hot);
}

TEST_CASE("a journal header cut at any byte is none") {
  const auto journal = real_journal();
  for (std::size_t size = 0; size < journal_header_size; ++size)
    CHECK_FALSE(decode_journal_header(Bytes(journal).first(size)).has_value());
  CHECK(decode_journal_header(Bytes(journal).first(journal_header_size)).has_value());
}

TEST_CASE("what is beside an unused database decides by its first byte") {
  const std::vector<std::uint8_t> zeros(28, 0);
  const std::vector<std::uint8_t> text{'h', 'i'};
  CHECK(journal_state({}, 4096) == JournalState::none);
  CHECK(journal_state(zeros, 4096) == JournalState::spent);
  CHECK(journal_state(text, 4096) == JournalState::hot);
  CHECK(journal_state(text, 0) == JournalState::dead);
  CHECK(journal_state(zeros, 0) == JournalState::dead);
  CHECK_FALSE(decode_journal_header(zeros).has_value());
}

}  // namespace preflight::database
