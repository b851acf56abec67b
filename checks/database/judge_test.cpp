// What was seen, and what is said about it: facts of both systems, judged on any.
#include <string>
#include <vector>

#include "checks/database/judge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database_facts.hpp"

namespace preflight::database {

using namespace test;

TEST_CASE("what was seen decides what is said") {
  struct Row {
    const char* state;
    Facts facts;
    const char* findings;
  };
  const std::vector<Row> rows{
      {"free", sound(), ""},
      {"free, WAL, not tried", sound(true), ""},
      {"free, Windows", sound(false, System::windows), ""},
      {"missing", missing(), "missing."},
      {"missing, and its folder", changed(missing(), [](Facts& f) { f.folder.exists = false; }),
       "cannot-create"},
      {"missing, folder of another user",
       changed(missing(),
               [](Facts& f) {
                 f.folder.write = denied();
                 f.folder.ours = false;
               }),
       "cannot-create!"},
      {"missing, but its log is there",
       changed(missing(), [](Facts& f) { f.wal = granted("/srv/app.db-wal", 4152); }),
       "missing. stale-wal~"},
      {"may not be reached", changed(missing(), [](Facts& f) { f.presence = Presence::denied; }),
       "denied!"},
      {"impossible name", changed(missing(), [](Facts& f) { f.presence = Presence::impossible; }),
       "cannot-create"},
      {"status could not be asked",
       changed(missing(), [](Facts& f) { f.presence = Presence::unknown; }), "unknown?"},
      {"folder", changed(sound(), [](Facts& f) { f.kind = FileKind::directory; }),
       "not-a-database"},
      {"may not be read",
       changed(sound(), [](Facts& f) { f.database.read = f.database.write = denied(); }),
       "denied!"},
      {"read error",
       changed(sound(),
               [](Facts& f) {
                 f.database.read = {Refusal::other, {5}};
               }),
       "unknown?"},
      {"foreign bytes",
       changed(sound(),
               [](Facts& f) {
                 f.header = BadHeader{HeaderFault::no_magic, 0};
               }),
       "not-a-database!"},
      {"cut within its header",
       changed(sound(),
               [](Facts& f) {
                 f.header = BadHeader{HeaderFault::too_short, 50};
               }),
       "corrupt!"},
      {"truncated", changed(sound(), [](Facts& f) { f.database.size = 4096; }), "corrupt!"},
      {"short, but a log holds the rest",
       changed(sound(true),
               [](Facts& f) {
                 f.database.size = 4096;
                 f.wal = granted("/srv/app.db-wal", 9000);
                 f.leftovers.wal.committed = true;
               }),
       "recovery-needed."},
      {"short while somebody writes",
       changed(locked(Lock::exclusive), [](Facts& f) { f.database.size = 4096; }), "locked"},
      {"damaged root, WAL, not tried",
       changed(sound(true),
               [](Facts& f) {
                 std::get<Header>(*f.header).schema_fault = BadHeader{HeaderFault::corrupt, 100};
               }),
       "corrupt!"},
      {"read-only file", changed(sound(), [](Facts& f) { f.database.write = denied(); }),
       "read-only"},
      {"read-only file of another user",
       changed(sound(),
               [](Facts& f) {
                 f.database.write = denied();
                 f.database.ours = false;
               }),
       "read-only!"},
      {"read-only folder", changed(sound(), [](Facts& f) { f.folder.write = denied(); }),
       "read-only"},
      {"read-only folder, WAL, no log",
       changed(sound(true), [](Facts& f) { f.folder.write = denied(); }), "read-only"},
      {"read-only folder, WAL, log and index there",
       changed(sound(true),
               [](Facts& f) {
                 f.folder.write = denied();
                 f.wal = granted("/srv/app.db-wal");
                 f.wal_index = granted("/srv/app.db-shm");
               }),
       ""},
      {"written by a newer format",
       changed(sound(), [](Facts& f) { std::get<Header>(*f.header).read_only_format = true; }),
       "read-only!"},
      {"hot journal",
       changed(sound(),
               [](Facts& f) {
                 f.attempt.reset();
                 f.leftovers.journal = JournalState::hot;
                 f.leftovers.journal_header = JournalHeader{};
                 f.journal = granted("/srv/app.db-journal", 9000);
               }),
       "hot-journal~"},
      {"hot journal in a read-only folder",
       changed(sound(),
               [](Facts& f) {
                 f.attempt.reset();
                 f.leftovers.journal = JournalState::hot;
                 f.leftovers.journal_header = JournalHeader{};
                 f.journal = granted("/srv/app.db-journal", 9000);
                 f.folder.write = denied();
               }),
       "read-only hot-journal"},
      {"commits of another database",
       changed(sound(),
               [](Facts& f) {
                 f.attempt.reset();
                 f.wal = granted("/srv/app.db-wal", 9000);
                 f.leftovers.wal.committed = true;
               }),
       "stale-wal~"},
      {"RESERVED", locked(Lock::reserved), "locked"},
      {"EXCLUSIVE", locked(Lock::exclusive), "locked"},
      {"WAL writer", locked(Lock::wal_write, true), "locked"},
      {"reader",
       changed(locked(Lock::shared),
               [](Facts& f) {
                 f.obstacle = Obstacle::reader;
                 f.blockers = {holder(7, Role::reader, {Lock::shared})};
               }),
       "busy-reader"},
      {"opened for nobody else, Windows",
       changed(locked(Lock::exclusive),
               [](Facts& f) {
                 f.locks.clear();
                 f.shut_out = true;
                 f.header.reset();
                 f.database.read = {Refusal::other, {32}};
               }),
       "locked"},
      {"others were quicker each time", with_attempt(5), "locked"},
      {"open in another process",
       changed(sound(),
               [](Facts& f) {
                 f.elsewhere = Facts::Elsewhere::yes;
                 f.openers = {holder(7, Role::open)};
               }),
       "open-elsewhere~"},
      {"not all processes could be seen",
       changed(sound(), [](Facts& f) { f.elsewhere = Facts::Elsewhere::unknown; }), "unknown."},
      {"an old reader",
       changed(sound(true),
               [](Facts& f) {
                 f.attached = true;
                 f.pin = Pin{9000, holder(7, Role::reader), true};
               }),
       "checkpoint-starved~"},
      {"network", changed(sound(), [](Facts& f) { f.file_system->network = true; }),
       "network-filesystem~"},
      {"synced", changed(sound(), [](Facts& f) { f.file_system->synced_by = "OneDrive"; }),
       "synced-folder~"},
      {"no space", changed(sound(), [](Facts& f) { f.file_system->free = 0; }), "disk-full"},
      {"no inode left", changed(sound(), [](Facts& f) { f.file_system->no_more_files = true; }),
       "disk-full"},
      {"no inode left, log there",
       changed(sound(true),
               [](Facts& f) {
                 f.file_system->no_more_files = true;
                 f.wal = granted("/srv/app.db-wal");
                 f.wal_index = granted("/srv/app.db-shm");
               }),
       ""},
      {"space for one page", changed(sound(), [](Facts& f) { f.file_system->free = 8192; }), ""},
      {"space not told", changed(sound(), [](Facts& f) { f.file_system->free.reset(); }), ""},
      {"locks could not be asked for",
       changed(sound(),
               [](Facts& f) {
                 f.gaps.push_back({"locks", {37}, "no lock service"});
               }),
       "unknown?"},
      {"SQLITE_CORRUPT", with_attempt(11), "corrupt!"},
      {"SQLITE_NOTADB", with_attempt(26), "not-a-database!"},
      {"SQLITE_READONLY_DIRECTORY", with_attempt(1544), "read-only"},
      {"SQLITE_IOERR_LOCK", with_attempt(3850), "io-error"},
      {"SQLITE_CANTOPEN", with_attempt(14), "io-error"},
      {"SQLITE_FULL", with_attempt(13), "disk-full"},
      {"SQLITE_PROTOCOL", with_attempt(15), "locked"},
      {"SQLITE_NOMEM", with_attempt(7), "unknown?"},
      {"opened read-only", changed(sound(), [](Facts& f) { f.attempt->read_only = true; }),
       "read-only"},
  };
  for (const auto& row : rows) {
    INFO(row.state);
    CHECK(told(judge(query(), row.facts)) == row.findings);
  }
}

TEST_CASE("what is asked for sharpens the judgement") {
  auto asked = query();
  asked.must_exist = true;
  CHECK(told(judge(asked, missing())) == "missing");
  asked.exclusive = true;
  auto facts = sound();
  facts.elsewhere = Facts::Elsewhere::unknown;
  CHECK(told(judge(asked, facts)) == "unknown?");
  facts.elsewhere = Facts::Elsewhere::yes;
  CHECK(told(judge(asked, facts)) == "open-elsewhere");
}

TEST_CASE("the words say what a lock means for others") {
  const auto cause_of = [](Lock lock, bool wal = false) {
    return *judge(query(), locked(lock, wal)).front().cause;
  };
  CHECK(cause_of(Lock::reserved).find("others can read") != std::string::npos);
  CHECK(cause_of(Lock::exclusive).find("nobody else can read or write") != std::string::npos);
  CHECK(cause_of(Lock::exclusive, true).find("locking_mode=EXCLUSIVE") != std::string::npos);
  CHECK(cause_of(Lock::wal_write, true).find("others can read") != std::string::npos);
  CHECK(cause_of(Lock::wal_recover, true).find("recovered") != std::string::npos);
}

TEST_CASE("a stopped holder is told, and an unknown one is not guessed") {
  auto facts = locked(Lock::reserved);
  facts.blockers[0].who.process.state = ProcessState::stopped;
  CHECK(judge(query(), facts).front().cause->find("python3 (7) is stopped") != std::string::npos);

  facts.blockers.clear();
  facts.blockers_complete = false;
  const auto unseen = judge(query(), facts).front();
  CHECK(unseen.message.find("cannot be seen") != std::string::npos);
  CHECK(unseen.processes.empty());
  CHECK_FALSE(unseen.remedies.empty());

  facts.blockers = {holder(7, Role::open), holder(8, Role::open)};
  CHECK(judge(query(), facts).front().message.find("one of python3 (7) and python3 (8)") !=
        std::string::npos);
}

TEST_CASE("the codes of SQLite are in the evidence") {
  const auto found = judge(query(), with_attempt(3850)).front();
  CHECK(found.evidence["sqlite_extended_code"] == 3850);
  CHECK(found.evidence["sqlite_code"] == "SQLITE_IOERR_LOCK");
  CHECK(found.cause == "SQLite says: the words of SQLite");
}

TEST_CASE("nothing that waits to be replayed is told to be deleted") {
  auto facts = sound(true);
  facts.wal = granted("/srv/app.db-wal", 9000);
  facts.leftovers.wal.committed = true;
  const auto found = judge(query(), facts).front();
  REQUIRE(found.remedies.size() == 1);
  CHECK(found.remedies[0].text.starts_with("Do not delete /srv/app.db-wal"));
}

TEST_CASE("commands are one word for the shell of the system") {
  CHECK(shell_word("/srv/app.db", System::linux_) == "/srv/app.db");
  CHECK(shell_word("/srv/my app.db", System::linux_) == "'/srv/my app.db'");
  CHECK(shell_word("it's", System::linux_) == "'it'\\''s'");
  CHECK(shell_word("-rf", System::linux_) == "'-rf'");
  CHECK(shell_word("", System::linux_) == "''");
  CHECK(shell_word("C:\\my app.db", System::windows) == "\"C:\\my app.db\"");
}

TEST_CASE("the facts tell how it was decided") {
  CHECK(facts_value(sound())["decided_by"] == "begin-immediate");
  CHECK(facts_value(sound(true))["decided_by"] == "lock-bytes");
  CHECK(facts_value(sound(true))["journal_mode"] == "wal");
  const auto value = facts_value(locked(Lock::reserved));
  REQUIRE(value["locks"].size() == 1);
  CHECK(value["locks"][0]["lock"] == "reserved");
  CHECK(value["locks"][0]["pid"] == 7);
}

}  // namespace preflight::database
