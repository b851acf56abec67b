// Who is pid N, on Windows and on Wine. What Wine has no such thing as is proved by tables: other
// users, services behind svchost, suspended and unkillable processes.
#include "checks/process/process.hpp"

#include <filesystem>

#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

// Last: it brings macros.
#include <windows.h>

namespace preflight::test {

namespace {

Identified who(std::uint32_t pid) {
  auto found = identify(pid);
  REQUIRE(found);
  CHECK(found->process.pid == pid);
  return std::move(*found);
}

Timestamp now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

TEST_CASE("a child of our own is told with all that there is to tell, on Windows") {
  const auto before = now();
  const ActorProcess actor({"idle", "+", "idle"});
  const auto found = who(actor.pid);
  const auto& process = found.process;
  CHECK(process.name == "preflight_actor.exe");
  REQUIRE(process.path);
  CHECK(std::filesystem::equivalent(*process.path, actor_path()));
  REQUIRE(process.command_line);
  CHECK_THAT(*process.command_line, Catch::Contains("preflight_actor.exe"));
  CHECK_THAT(*process.command_line, Catch::EndsWith("\"idle\" \"+\" \"idle\""));
  CHECK_FALSE(current_user().empty());
  CHECK(process.user == current_user());
  REQUIRE(process.started_at);
  CHECK(*process.started_at >= before - std::chrono::seconds(2));
  CHECK(*process.started_at <= now() + std::chrono::seconds(2));
  CHECK(process.state == ProcessState::running);
  CHECK(found.reach == Reach::ours);
  CHECK_FALSE(process.service);
  REQUIRE_FALSE(process.parents.empty());
  CHECK(process.parents.front().pid == GetCurrentProcessId());
  CHECK(process.parents.front().name == "preflight_tests.exe");
}

TEST_CASE("arguments and names beyond ASCII, on Windows") {
  const TempDir folder;
  const auto copy = folder.file("s\u00e9rv er.exe");
  std::filesystem::copy_file(std::filesystem::u8path(actor_path()), std::filesystem::u8path(copy));
  Child child({copy, "open", copy, "r"});
  const auto line = child.read_line();
  REQUIRE(line);
  REQUIRE(line->starts_with("ready "));
  const auto found = who(child.pid()).process;
  CHECK(found.name == "s\u00e9rv er.exe");
  REQUIRE(found.command_line);
  CHECK_THAT(*found.command_line, Catch::Contains("s\u00e9rv er.exe\" \"open\""));
}

TEST_CASE("parents are told nearest first, on Windows") {
  const ActorProcess actor({"launch", "wait", "idle"});
  REQUIRE(actor.pid != actor.child.pid());
  const auto found = who(actor.pid).process;
  REQUIRE(found.parents.size() >= 2);
  CHECK(found.parents[0].pid == actor.child.pid());
  CHECK(found.parents[1].pid == GetCurrentProcessId());
  CHECK(found.parents.size() <= 8);
}

TEST_CASE("an orphan says that its parent has ended, on Windows") {
  ActorProcess actor({"launch", "leave", "idle"});
  REQUIRE(actor.child.wait() == 0);
  const auto found = who(actor.pid).process;
  CHECK(found.parents.empty());
  CHECK(found.started_by ==
        "orphan: its parent is gone (pid " + std::to_string(actor.child.pid()) + " has ended)");
}

TEST_CASE("a process that has ended does not run, though its handle is kept") {
  ActorProcess actor({"idle"});
  actor.child.close_input();
  REQUIRE(actor.child.wait() == 0);
  const auto found = identify(actor.pid);
  CHECK((!found || found->process.state == ProcessState::zombie));
}

TEST_CASE("no such process, on Windows") {
  CHECK_FALSE(identify(0xFFFF'FFF0));
  CHECK_FALSE(identify(3));  // pids are multiples of four
}

}  // namespace preflight::test
