// What a crash, a stopped process or a moved file leaves behind.
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/live/database_support.hpp"

namespace preflight::test {

namespace {

// Runs SQL in another process and ends that by SIGKILL: nothing is closed, nothing checkpointed.
void crash_after(std::vector<std::string> words) {
  ActorProcess process(words);
  process.child.kill();
  process.child.wait();
}

// A journal with content that was synced, and a database half changed. The write must be so large
// that SQLite spills pages into the database.
void leave_hot_journal(const std::string& file) {
  crash_after({"sqlite", file, "INSERT INTO t VALUES(zeroblob(300000))", "PRAGMA cache_size=1",
               "BEGIN", "UPDATE t SET x=randomblob(300000)"});
}

void leave_log(const std::string& file) {
  crash_after({"sqlite", file, "INSERT INTO t VALUES(9)"});
}

Outcome look_unchanged(const TempDir& folder, const std::string& file,
                       const Settings& settings = {}) {
  const auto before = snapshot(folder.path());
  auto outcome = look_at_database(file, settings);
  CHECK(snapshot(folder.path()) == before);
  return outcome;
}

}  // namespace

TEST_CASE("a hot journal is told and left as it is") {
  const TempDir folder;
  const auto file = make_database(folder);
  leave_hot_journal(file);
  REQUIRE(std::filesystem::exists(file + "-journal"));
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "hot-journal");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::warning);
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("commits in a log that nobody uses are told and left as they are") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", "WAL");
  leave_log(file);
  REQUIRE(std::filesystem::file_size(file + "-wal") > 0);
  const bool with_index = GENERATE(true, false);
  if (!with_index) std::filesystem::remove(file + "-shm");
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "recovery-needed");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::info);
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("a log without a commit is nothing to recover") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", "WAL");
  leave_log(file);
  std::filesystem::resize_file(file + "-wal", 32 + 24 + 100);
  const auto outcome = look_unchanged(folder, file);
  CHECK(find_code(outcome, "recovery-needed") == nullptr);
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("commits beside a database that is not in WAL mode are another's") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", "WAL");
  leave_log(file);
  const auto other = make_database(folder, "other.db");
  std::filesystem::rename(other, file);
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "stale-wal");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::warning);
}

TEST_CASE("an empty database with a log or a journal beside it passes") {
  const TempDir folder;
  const auto file = folder.write("app.db", "");
  folder.write(GENERATE("app.db-wal", "app.db-journal"), "left behind");
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("a log without its database is a warning") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", "WAL");
  leave_log(file);
  std::filesystem::remove(file);
  const auto outcome = look_unchanged(folder, file);
  REQUIRE(find_code(outcome, "stale-wal") != nullptr);
  CHECK(ready(outcome));
}

TEST_CASE("a stopped holder is told to be stopped") {
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  REQUIRE(kill(static_cast<pid_t>(holder.pid), SIGSTOP) == 0);
  siginfo_t info{};
  REQUIRE(waitid(P_PID, holder.child.pid(), &info, WSTOPPED | WNOWAIT) == 0);
  const auto outcome = look_unchanged(folder, file);
  kill(static_cast<pid_t>(holder.pid), SIGCONT);
  const auto* const found = find_code(outcome, "locked");
  REQUIRE(found != nullptr);
  REQUIRE(found->processes.size() == 1);
  CHECK(found->processes[0].state == ProcessState::stopped);
  CHECK(found->cause->find("stopped") != std::string::npos);
}

TEST_CASE("a killed holder leaves no lock") {
  const TempDir folder;
  const auto file = make_database(folder);
  crash_after({"sqlite", file, "BEGIN EXCLUSIVE"});
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("the holder of a deleted database is in nobody's way") {
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess holder({"sqlite", file, "BEGIN EXCLUSIVE"});
  std::filesystem::remove(file);
  make_database(folder);
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  CHECK(ready(outcome));
  CHECK(find_code(outcome, "open-elsewhere") == nullptr);
  CHECK(application_commits(file));
}

TEST_CASE("a database of the same name in another folder is nobody's concern") {
  const TempDir folder, other;
  const auto file = make_database(folder);
  const ActorProcess holder({"sqlite", make_database(other), "BEGIN EXCLUSIVE"});
  const auto outcome = look_unchanged(folder, file);
  CHECK(ready(outcome));
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].code == "database.wal-off");
}

TEST_CASE("a writer that waits for a reader is named together with it") {
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess reader({"sqlite", file, "step", "SELECT * FROM t"});
  ActorProcess writer(
      {"sqlite", file, "PRAGMA busy_timeout=20000", "BEGIN IMMEDIATE", "INSERT INTO t VALUES(9)"});
  writer.child.send_line("sql COMMIT");
  const Finding* found = nullptr;
  Outcome outcome;
  for (int i = 0; i < 50 && (found == nullptr || found->processes.size() < 2); ++i) {
    outcome = look_at_database(file);
    found = find_code(outcome, "locked");
  }
  INFO(codes_of(outcome));
  REQUIRE(found != nullptr);
  CHECK(found->cause->find("PENDING") != std::string::npos);
  CHECK(names_pid(*found, writer.pid));
  CHECK(names_pid(*found, reader.pid));
  CHECK_FALSE(application_commits(file));
}

TEST_CASE("a lock that is let go in time is waited for") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", GENERATE("DELETE", "WAL"));
  ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  std::thread letting_go([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    holder.child.send_line("sql ROLLBACK");
  });
  const auto outcome = look_at_database(file, {}, "20s");
  letting_go.join();
  INFO(codes_of(outcome));
  CHECK(ready(outcome));
  CHECK(outcome.facts["waited_ms"].get<int>() < 15'000);
}

TEST_CASE("an old reader that keeps the log from being emptied is named") {
  const TempDir folder;
  const auto file = folder.file("app.db");
  const ActorProcess maker(
      {"sqlite", file, "PRAGMA page_size=512", "PRAGMA journal_mode=WAL", "CREATE TABLE t(x)"});
  const ActorProcess reader({"sqlite", file, "BEGIN", "SELECT * FROM t"});
  const ActorProcess writer(
      {"sqlite", file, "INSERT INTO t VALUES(zeroblob(3000000))", "SELECT * FROM t"});
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "checkpoint-starved");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::warning);
  REQUIRE(found->processes.size() == 1);
  CHECK(found->processes[0].pid == reader.pid);
  CHECK(ready(outcome));
  CHECK(application_commits(file));
}

TEST_CASE("a checkpoint that waits for a reader is named together with it") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", "WAL");
  const ActorProcess writer({"sqlite", file, "INSERT INTO t VALUES(9)"});
  const ActorProcess reader({"sqlite", file, "BEGIN", "SELECT * FROM t"});
  const ActorProcess again({"sqlite", file, "INSERT INTO t VALUES(10)"});
  ActorProcess checkpointer({"sqlite", file, "PRAGMA busy_timeout=20000", "SELECT * FROM t"});
  checkpointer.child.send_line("sql PRAGMA wal_checkpoint(TRUNCATE)");
  const Finding* found = nullptr;
  Outcome outcome;
  for (int i = 0; i < 50 && (found == nullptr || found->processes.size() < 2); ++i) {
    outcome = look_at_database(file);
    found = find_code(outcome, "locked");
  }
  INFO(codes_of(outcome));
  REQUIRE(found != nullptr);
  CHECK(names_pid(*found, checkpointer.pid));
  CHECK(names_pid(*found, reader.pid));
}

TEST_CASE("SQLite's locks by open-file locks are seen, and their owner found") {
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess idle({"sqlite", file, "SELECT * FROM t"});  // has it open as well
  const ActorProcess holder({"lock", file, std::to_string(0x40000001), "1", "write", "ofd"});
  const auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* const found = find_code(outcome, "locked");
  REQUIRE(found != nullptr);
  REQUIRE(found->processes.size() == 1);
  CHECK(found->processes[0].pid == holder.pid);
  CHECK_FALSE(application_commits(file));
}

// From within a pid namespace the kernel names nobody for a lock from outside of it.
TEST_CASE("a lock without a visible owner still blocks") {
  if (geteuid() != 0) {
    WARN("needs root, skipped");
    return;
  }
  const TempDir folder;
  const auto file = make_database(folder);
  const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (unshare(CLONE_NEWPID) != 0) _exit(2);
    const pid_t inner = fork();
    if (inner == 0) {
      const auto outcome = look_at_database(file);
      _exit(find_code(outcome, "locked") != nullptr && !ready(outcome) ? 0 : 1);
    }
    int status = 0;
    waitpid(inner, &status, 0);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 3);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) {
    WARN("no pid namespace can be made here, skipped");
    return;
  }
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("who has it open and locks nothing warns, or blocks where asked to") {
  const TempDir folder;
  const auto file = make_database(folder, "app.db", GENERATE("DELETE", "WAL"));
  const ActorProcess idle({"sqlite", file, "SELECT * FROM t"});
  auto outcome = look_unchanged(folder, file);
  INFO(codes_of(outcome));
  const auto* found = find_code(outcome, "open-elsewhere");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::warning);
  REQUIRE(found->processes.size() == 1);
  CHECK(found->processes[0].pid == idle.pid);
  outcome = look_unchanged(folder, file, {{"--db-exclusive", ""}});
  found = find_code(outcome, "open-elsewhere");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::blocker);
}

}  // namespace preflight::test
