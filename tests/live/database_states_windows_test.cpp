// The states that matter with real SQLite in another Windows process.
#include "tests/live/database_support.hpp"

namespace preflight::test {

namespace {

struct State {
  std::string name{};
  std::string mode{"DELETE"};
  std::vector<std::string> sql{};  ///< of the holder; empty: no holder
  std::string code{};              ///< of the blocker; empty: it passes
};

const std::vector<State> states{
    {"rollback, nobody", "DELETE", {}, ""},
    {"rollback, idle", "DELETE", {"SELECT * FROM t"}, ""},
    {"rollback, reader", "DELETE", {"step", "SELECT * FROM t"}, "busy-reader"},
    {"rollback, BEGIN IMMEDIATE", "DELETE", {"BEGIN IMMEDIATE"}, "locked"},
    {"rollback, BEGIN EXCLUSIVE", "DELETE", {"BEGIN EXCLUSIVE"}, "locked"},
    {"rollback, locking_mode=EXCLUSIVE",
     "DELETE",
     {"PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(9)"},
     "locked"},
    {"WAL, nobody", "WAL", {}, ""},
    {"WAL, idle", "WAL", {"SELECT * FROM t"}, ""},
    {"WAL, reader", "WAL", {"BEGIN", "SELECT * FROM t"}, ""},
    {"WAL, writer", "WAL", {"BEGIN IMMEDIATE"}, "locked"},
    {"WAL, locking_mode=EXCLUSIVE",
     "WAL",
     {"PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(9)"},
     "locked"},
};

}  // namespace

TEST_CASE("the states of the lock table are told as they are on Windows") {
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
      }
    }
  }
}

TEST_CASE("a database that is opened for nobody else is told so") {
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess holder({"open", file, "exclusive"});
  const auto outcome = look_at_database(file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "locked");
  REQUIRE(found != nullptr);
  CHECK(names_pid(*found, holder.pid));
  CHECK_FALSE(application_commits(file));
}

TEST_CASE("files that are no database, and ones that are not there, on Windows") {
  const TempDir folder;
  CHECK(find_code(look_at_database(folder.write("text.db", "this is no database, but text")),
                  "not-a-database") != nullptr);
  const auto path = folder.path().u8string();
  CHECK(find_code(look_at_database(std::string(path.begin(), path.end())), "not-a-database") !=
        nullptr);
  CHECK(ready(look_at_database(folder.file("new.db"))));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "new.db"));
  CHECK(find_code(look_at_database(folder.file("none\\new.db")), "cannot-create") != nullptr);
  CHECK(find_code(look_at_database(folder.file("what?.db")), "cannot-create") != nullptr);
  CHECK(ready(look_at_database(folder.write("empty.db", ""))));
}

}  // namespace preflight::test
