// The tools of the tests themselves: what they say must be so, or every other test means nothing.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/temp_dir.hpp"

using namespace preflight::test;

TEST_CASE("a temporary folder goes away with what is in it") {
  std::filesystem::path path;
  {
    const TempDir folder;
    path = folder.path();
    const std::string file = folder.write("\xC3\xA4 b#%'.txt", std::string("a\0\r\nb", 5));
    CHECK(read_file(file) == std::string("a\0\r\nb", 5));
    CHECK(std::filesystem::exists(path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("an actor listens until its input is closed") {
  ActorProcess actor({"listen", "127.0.0.1", "0"});
  CHECK(actor.pid == actor.child.pid());
  REQUIRE(actor.port != 0);
  CHECK_NOTHROW(Socket::connect("127.0.0.1", actor.port));
  CHECK_FALSE(actor.child.wait(std::chrono::milliseconds(0)));
  actor.child.close_input();
  CHECK(actor.child.wait() == 0);
  CHECK_THROWS_AS(Socket::connect("127.0.0.1", actor.port), std::system_error);
}

TEST_CASE("one actor holds a port and a lock") {
  const TempDir folder;
  const std::string file = folder.file("app.db");
  const std::string port = std::to_string(free_port());
  ActorProcess holder({"listen", "127.0.0.1", port, "+", "sqlite", file, "CREATE TABLE t(a)",
                       "INSERT INTO t VALUES (1), (2)", "BEGIN IMMEDIATE"});
  CHECK(std::to_string(holder.port) == port);
  CHECK_THROWS_AS(ActorProcess({"listen", "127.0.0.1", port, "--exclusive"}), std::runtime_error);
  CHECK_THROWS_AS(ActorProcess({"sqlite", file, "BEGIN IMMEDIATE"}), std::runtime_error);
  holder.child.send_line("sql COMMIT");
  CHECK(holder.child.read_line() == "done");
  CHECK_NOTHROW(ActorProcess({"sqlite", file, "BEGIN IMMEDIATE"}));
}

TEST_CASE("a step leaves a reader in its transaction") {
  const TempDir folder;
  const std::string file = folder.file("app.db");
  ActorProcess reader({"sqlite", file, "CREATE TABLE t(a)", "INSERT INTO t VALUES (1), (2)", "step",
                       "SELECT a FROM t"});
  CHECK_NOTHROW(ActorProcess({"sqlite", file, "BEGIN IMMEDIATE"}));
  CHECK_THROWS_AS(ActorProcess({"sqlite", file, "BEGIN EXCLUSIVE"}), std::runtime_error);
}

TEST_CASE("a launcher's child is the one that holds") {
  ActorProcess actor({"launch", "wait", "listen", "127.0.0.1", "0"});
  CHECK(actor.pid != actor.child.pid());
  actor.child.send_line("quit");
  CHECK(actor.child.wait() == 0);
}

TEST_CASE("an orphan outlives its launcher") {
  ActorProcess actor({"launch", "leave", "listen", "127.0.0.1", "0"});
  CHECK(actor.child.wait() == 0);
  CHECK_NOTHROW(Socket::connect("127.0.0.1", actor.port));
}

TEST_CASE("a killed child ends") {
  ActorProcess actor({"idle"});
  actor.child.kill();
  const auto code = actor.child.wait();
  REQUIRE(code);
  CHECK(*code != 0);
}

TEST_CASE("a line that does not come is not waited for longer than told") {
  ActorProcess actor({"idle"});
  CHECK_FALSE(actor.child.read_line(std::chrono::milliseconds(20)));
}

TEST_CASE("what an actor cannot do is told in its words") {
  CHECK_THROWS_WITH(ActorProcess({"fly"}), Catch::Contains("there is no command fly"));
  CHECK_THROWS_WITH(ActorProcess({"listen", "127.0.0.1"}), Catch::Contains("a word is missing"));
}
