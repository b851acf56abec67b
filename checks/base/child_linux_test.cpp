#include "checks/base/child_linux.hpp"

#include <csignal>

#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"

namespace preflight {

namespace {

ChildResult shell(const std::string& script, Deadline deadline, std::size_t most = 1000) {
  return run_child({"/bin/sh", {"-c", script}, most}, deadline);
}

Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }

// Nobody may be left to reap it, so it may stay as a zombie: its command line is empty then.
bool is_gone(const std::string& pid) {
  REQUIRE(std::stoi(pid) > 0);
  const auto path = "/proc/" + std::to_string(std::stoi(pid)) + "/cmdline";
  return shell("cat " + path, soon()).output.empty();
}

}  // namespace

TEST_CASE("a child's output, errors and exit code are heard") {
  const auto result = shell("echo out; echo err >&2; exit 3", soon());
  CHECK(result.start.code == 0);
  CHECK(result.output == "out\n");
  CHECK(result.errors == "err\n");
  CHECK(result.exit_code == 3);
  CHECK_FALSE(result.timed_out);
}

TEST_CASE("a child has a clean environment and no input") {
  const auto result = shell("read line; echo \"$HOME,$LC_ALL,$line\"", soon());
  CHECK(result.output == ",C,\n");
}

TEST_CASE("a child that cannot be started says why") {
  CHECK(symbol(run_child({"/none/such", {}}, soon()).start) == "ENOENT");
  CHECK(symbol(run_child({"/etc/passwd", {}}, soon()).start) == "EACCES");
}

TEST_CASE("a child that hangs is killed with what it started") {
  const auto result =
      shell("sleep 600 & echo $!; sleep 600", Deadline::in(std::chrono::milliseconds(300)));
  CHECK(result.timed_out);
  CHECK_FALSE(result.exit_code);
  CHECK_FALSE(result.left_behind);
  CHECK(is_gone(result.output));
}

TEST_CASE("what a child left running ends with it, and does not keep it waited for") {
  const auto result = shell("sleep 600 & echo $!", soon());
  CHECK(result.exit_code == 0);
  CHECK_FALSE(result.timed_out);
  CHECK(is_gone(result.output));
}

TEST_CASE("a daemon that a child started ends with it") {
  SECTION("in a session of its own") {
    const auto result = shell("setsid sh -c 'echo $$; exec sleep 600' & sleep 0.3", soon());
    CHECK(result.exit_code == 0);
    CHECK(is_gone(result.output));
  }
  SECTION("with no environment left") {
    const auto result = shell("env -i /usr/bin/setsid /bin/sh -c 'echo $$; exec sleep 600' & wait",
                              Deadline::in(std::chrono::milliseconds(500)));
    CHECK(result.timed_out);
    CHECK(is_gone(result.output));
  }
}

TEST_CASE("other children of the same process are left alone") {
  test::Child other({"/bin/sleep", "600"});
  CHECK(shell("true", soon()).exit_code == 0);
  CHECK_FALSE(other.wait(std::chrono::milliseconds(0)));
}

TEST_CASE("a child is started in the folder and with the environment that are given") {
  ChildCommand command{"/bin/sh", {"-c", "pwd; echo $COLOR,$LC_ALL"}};
  command.environment = {"COLOR=blue"};
  command.folder = "/proc";
  CHECK(run_child(command, soon()).output == "/proc\nblue,\n");
  command.folder = "/none/such";
  CHECK(symbol(run_child(command, soon()).start) == "ENOENT");
}

TEST_CASE("a child that a signal ends says which") {
  const auto result = shell("kill -SEGV $$", soon());
  CHECK_FALSE(result.exit_code);
  CHECK(result.signal == SIGSEGV);
}

TEST_CASE("a child that closes its output and stays is killed too") {
  const auto result =
      shell("exec >/dev/null 2>&1; sleep 600", Deadline::in(std::chrono::milliseconds(300)));
  CHECK(result.timed_out);
}

TEST_CASE("a child that says too much is cut") {
  const auto result = shell("while :; do echo 0123456789; done", soon(), 100);
  CHECK(result.cut);
  CHECK(result.output.size() == 100);
  CHECK_FALSE(result.timed_out);
}

TEST_CASE("a child may say much on standard error") {
  const auto result =
      shell("i=0; while [ $i -lt 3000 ]; do echo 0123456789 >&2; i=$((i+1)); done; exit 1", soon());
  CHECK(result.exit_code == 1);
  CHECK(result.errors.size() == 16384);
}

}  // namespace preflight
