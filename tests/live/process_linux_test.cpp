// Who is pid N, of real processes in every state that can be brought about. A process stuck in the
// kernel cannot: what is made of one is proved by tables (checks/process/ending_test.cpp).
#include <pwd.h>

#include <filesystem>

#include "checks/process/process.hpp"
#include "tests/live/as_nobody_linux.hpp"
#include "tests/live/forked_linux.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::test {

namespace {

std::uint32_t own() { return static_cast<std::uint32_t>(getpid()); }

Identified who(std::uint32_t pid) {
  auto found = identify(pid);
  REQUIRE(found);
  CHECK(found->process.pid == pid);
  return std::move(*found);
}

void wait_for_state(std::uint32_t pid, int state) {
  siginfo_t info{};
  REQUIRE(waitid(P_PID, pid, &info, static_cast<int>(WNOWAIT) | state) == 0);
}

Timestamp now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

TEST_CASE("a child of our own is told with all that there is to tell") {
  const auto before = now();
  const ActorProcess actor({"idle", "+", "chdir", "/"});
  const auto found = who(actor.pid);
  const auto& process = found.process;
  CHECK(process.name == "preflight_actor");
  CHECK(process.path == std::filesystem::canonical(actor_path()).string());
  CHECK(process.command_line == actor_path() + " idle + chdir /");
  CHECK(process.user == current_user());
  REQUIRE(process.started_at);
  // The kernel counts in hundredths of a second.
  CHECK(*process.started_at >= before - std::chrono::milliseconds(20));
  CHECK(*process.started_at <= now() + std::chrono::milliseconds(20));
  CHECK(process.state == ProcessState::running);
  CHECK(found.reach == Reach::ours);
  REQUIRE_FALSE(process.parents.empty());
  CHECK(process.parents.front().pid == own());
}

TEST_CASE("a child that nobody has collected is a zombie, and its parent is told") {
  const ActorProcess parent({"zombie"});
  REQUIRE(parent.forked.size() == 1);
  const auto found = who(parent.forked[0]).process;
  CHECK(found.state == ProcessState::zombie);
  CHECK(found.name == "preflight_actor");
  CHECK_FALSE(found.path);
  CHECK_FALSE(found.command_line);
  REQUIRE_FALSE(found.parents.empty());
  CHECK(found.parents.front().pid == parent.pid);
}

TEST_CASE("a process whose first thread alone has ended still runs") {
  const Forked child([] { return true; }, Then::end_the_first);
  const auto ended = [&] {
    const auto text = read_file("/proc/" + std::to_string(child.pid()) + "/stat");
    return text.find(") Z ") != std::string::npos;
  };
  REQUIRE(comes_true(ended));
  CHECK(who(child.pid()).process.state == ProcessState::running);
}

TEST_CASE("a stopped process is told as such until it goes on") {
  const ActorProcess actor({"idle"});
  REQUIRE(kill(static_cast<pid_t>(actor.pid), SIGSTOP) == 0);
  wait_for_state(actor.pid, WSTOPPED);
  CHECK(who(actor.pid).process.state == ProcessState::stopped);
  REQUIRE(kill(static_cast<pid_t>(actor.pid), SIGCONT) == 0);
  wait_for_state(actor.pid, WCONTINUED);
  CHECK(who(actor.pid).process.state == ProcessState::running);
}

TEST_CASE("a process may call itself anything") {
  for (const std::string name :
       {"a b", ") R 1 (", "line\nfeed", "\x1b[31mred", "\xff\xfe\x80", "(", "tab\tZ"}) {
    const ActorProcess actor({"name", name});
    INFO(name);
    const auto found = who(actor.pid).process;
    CHECK(found.name == name);
    CHECK(found.state == ProcessState::running);
    CHECK(found.parents.at(0).pid == own());
  }
}

TEST_CASE("arguments come as one could type them, whatever is in them") {
  const ActorProcess actor({"name", "a b; $(x) 'q' \xff\n"});
  CHECK(who(actor.pid).process.command_line ==
        actor_path() + " name 'a b; $(x) '\\''q'\\'' \xff\n'");
}

TEST_CASE("the program of a process can be deleted") {
  const TempDir folder;
  const auto copy = folder.file("server");
  std::filesystem::copy_file(actor_path(), copy);
  Child child({copy, "idle"});
  REQUIRE(child.read_line());
  std::filesystem::remove(copy);
  const auto found = who(child.pid()).process;
  CHECK(found.name == "server");
  CHECK(found.path == std::filesystem::canonical(folder.path()).string() + "/server (deleted)");
}

TEST_CASE("parents are told nearest first, a launcher among them") {
  const ActorProcess actor({"launch", "wait", "idle"});
  REQUIRE(actor.pid != actor.child.pid());
  const auto found = who(actor.pid).process;
  REQUIRE(found.parents.size() >= 2);
  CHECK(found.parents[0].pid == actor.child.pid());
  CHECK(found.parents[1].pid == own());
  CHECK(found.parents.size() <= 8);
}

TEST_CASE("an orphan has another parent than the one that started it") {
  const ActorProcess actor({"launch", "leave", "idle"});
  REQUIRE(comes_true([&] {
    const auto parents = who(actor.pid).process.parents;
    return parents.empty() || parents.front().pid != actor.child.pid();
  }));
  const auto found = who(actor.pid).process;
  const bool with_init = !found.parents.empty() && found.parents.front().pid == 1;
  const auto session = getsid(static_cast<pid_t>(actor.pid));
  // Where a program that collects orphans runs between us and pid 1, or all is one session (some
  // containers), nothing proves it.
  if (with_init && session != getsid(1) && !found.service && !found.container) {
    REQUIRE(found.started_by);
    CHECK_THAT(*found.started_by, Catch::StartsWith("orphan"));
  }
}

TEST_CASE("what a shell started says so") {
  Child shell({"/bin/sh", "-c", "\"$0\" idle; exit 0", actor_path()});
  const auto line = shell.read_line();
  REQUIRE(line);
  const auto found = who(static_cast<std::uint32_t>(std::stoul(line->substr(6)))).process;
  CHECK(found.parents.at(0).pid == shell.pid());
  if (!found.service && !found.container)
    CHECK(found.started_by == "shell sh (" + std::to_string(shell.pid()) + ")");
}

TEST_CASE("no process, and the first one") {
  CHECK_FALSE(identify(0));
  CHECK_FALSE(identify(0x7FFF'FFFF));
  CHECK_FALSE(identify(0xFFFF'FFFF));
  CHECK(who(1).reach == Reach::kernel);
}

TEST_CASE("a process of another user, to root") {
  if (!root()) return;
  const ActorProcess actor({"setuid", "65534"});
  const auto found = who(actor.pid);
  const auto* const entry = getpwuid(65534);
  CHECK(found.process.user == (entry == nullptr ? std::string("65534") : entry->pw_name));
  CHECK(found.reach == Reach::ours);
  CHECK(found.we_are_elevated);
}

TEST_CASE("tells who a process is, to nobody", "[.process-to-nobody]") {
  const auto pid = become_nobody();
  if (!pid) return;
  const auto found = who(static_cast<std::uint32_t>(std::stoul(*pid)));
  const auto& process = found.process;
  tell_from_nobody(process.user.value_or("-") + " " + process.path.value_or("-") +
                   (found.reach == Reach::foreign ? " foreign" : " reached") +
                   (found.we_are_elevated ? " elevated " : " ") +
                   process.command_line.value_or("-"));
}

TEST_CASE("a process of root, to a user without rights") {
  if (!root()) return;
  const ActorProcess actor({"idle"});
  CHECK(ask_nobody("[process-to-nobody]", std::to_string(actor.pid)) ==
        "root - foreign " + actor_path() + " idle");
}

}  // namespace preflight::test
