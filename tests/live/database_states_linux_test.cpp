// Every state of the lock table with real SQLite in another process: the verdict is the truth, the
// owner of the lock is named, and nothing is changed.
#include <signal.h>
#include <sys/wait.h>

#include "tests/live/database_support.hpp"

namespace preflight::test {

namespace {

struct State {
  std::string name{};
  std::string mode{"DELETE"};
  std::vector<std::string> sql{};  ///< of the holder; empty: no holder
  std::string code{};              ///< of the blocker; empty: it passes
  std::string lock{};              ///< held by the process that the blocker names
};

const std::vector<State> states{
    {"rollback, nobody", "DELETE", {}, "", ""},
    {"rollback, idle", "DELETE", {"SELECT * FROM t"}, "", ""},
    {"rollback, idle after a write", "DELETE", {"INSERT INTO t VALUES(9)"}, "", ""},
    {"rollback, unfinished SELECT", "DELETE", {"step", "SELECT * FROM t"}, "busy-reader", "shared"},
    {"rollback, read transaction", "DELETE", {"BEGIN", "SELECT * FROM t"}, "busy-reader", "shared"},
    {"rollback, BEGIN IMMEDIATE", "DELETE", {"BEGIN IMMEDIATE"}, "locked", "reserved"},
    {"rollback, dirty writer",
     "DELETE",
     {"BEGIN IMMEDIATE", "INSERT INTO t VALUES(9)"},
     "locked",
     "reserved"},
    {"rollback, BEGIN EXCLUSIVE", "DELETE", {"BEGIN EXCLUSIVE"}, "locked", "exclusive"},
    {"rollback, cache spill",
     "DELETE",
     {"PRAGMA cache_size=1", "BEGIN", "INSERT INTO t VALUES(zeroblob(200000))",
      "INSERT INTO t VALUES(zeroblob(200000))"},
     "locked",
     "exclusive"},
    {"rollback, locking_mode=EXCLUSIVE after a write",
     "DELETE",
     {"PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(9)"},
     "locked",
     "exclusive"},
    {"rollback, locking_mode=EXCLUSIVE after a read",
     "DELETE",
     {"PRAGMA locking_mode=EXCLUSIVE", "SELECT * FROM t"},
     "busy-reader",
     "shared"},
    {"TRUNCATE leaves an empty journal",
     "TRUNCATE",
     {"PRAGMA journal_mode=TRUNCATE", "INSERT INTO t VALUES(9)"},
     "",
     ""},
    {"PERSIST leaves a spent journal",
     "PERSIST",
     {"PRAGMA journal_mode=PERSIST", "INSERT INTO t VALUES(9)"},
     "",
     ""},
    {"WAL, nobody", "WAL", {}, "", ""},
    {"WAL, opened, nothing read", "WAL", {"SELECT 1"}, "", ""},
    {"WAL, idle", "WAL", {"SELECT * FROM t"}, "", ""},
    {"WAL, idle after a write", "WAL", {"INSERT INTO t VALUES(9)"}, "", ""},
    {"WAL, reader, empty log", "WAL", {"BEGIN", "SELECT * FROM t"}, "", ""},
    {"WAL, reader, log with frames",
     "WAL",
     {"INSERT INTO t VALUES(9)", "BEGIN", "SELECT * FROM t"},
     "",
     ""},
    {"WAL, BEGIN IMMEDIATE", "WAL", {"BEGIN IMMEDIATE"}, "locked", "wal-write"},
    {"WAL, dirty writer", "WAL", {"BEGIN", "INSERT INTO t VALUES(9)"}, "locked", "wal-write"},
    {"WAL, locking_mode=EXCLUSIVE after a read",
     "WAL",
     {"PRAGMA locking_mode=EXCLUSIVE", "SELECT * FROM t"},
     "locked",
     "exclusive"},
    {"WAL, locking_mode=EXCLUSIVE after a write",
     "WAL",
     {"PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(9)"},
     "locked",
     "exclusive"},
};

}  // namespace

TEST_CASE("every state of the lock table is told as it is") {
  for (const auto& state : states) {
    DYNAMIC_SECTION(state.name) {
      const TempDir folder;
      const auto file = make_database(folder, "app.db", state.mode);
      std::optional<ActorProcess> holder;
      if (!state.sql.empty()) {
        std::vector<std::string> words{"sqlite", file};
        words.insert(words.end(), state.sql.begin(), state.sql.end());
        holder.emplace(words);
      }
      const auto before = snapshot(folder.path());
      const auto outcome = look_at_database(file);
      CHECK(snapshot(folder.path()) == before);
      INFO(codes_of(outcome));
      CHECK(ready(outcome) == state.code.empty());
      CHECK(ready(outcome) == application_commits(file));
      if (!state.code.empty()) {
        const auto* const found = find_code(outcome, state.code);
        REQUIRE(found != nullptr);
        CHECK(found->severity == Severity::blocker);
        REQUIRE(found->processes.size() == 1);
        CHECK(found->processes[0].pid == holder->pid);
        CHECK(found->processes[0].locks[0] == state.lock);
      }
    }
  }
}

}  // namespace preflight::test
