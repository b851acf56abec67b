#include "cli/run/exit_info_linux.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/catch.hpp"

namespace preflight::run {

namespace {

std::string stat_line(std::string_view name, char state, std::string_view status) {
  auto text = "812 (" + std::string(name) + ") " + state;
  for (int field = 4; field < 52; ++field) text += " " + std::to_string(field);
  return text + " " + std::string(status) + "\n";
}

pid_t child(int code) {
  const pid_t pid = fork();
  if (pid == 0) _exit(code);
  return pid;
}

}  // namespace

TEST_CASE("the status of a zombie stands at the end of its line") {
  CHECK(zombie_status(stat_line("app", 'Z', "256")) == 256);
  CHECK(zombie_status(stat_line("a) Z 1 2", 'Z', "9")) == 9);
  CHECK_FALSE(zombie_status(stat_line("app", 'S', "256")));
  CHECK_FALSE(zombie_status(stat_line("app", 'Z', "-1")));
  const auto line = stat_line("app", 'Z', "256");
  for (std::size_t size = 0; size + 4 < line.size(); ++size)
    CHECK_FALSE(zombie_status(std::string_view(line).substr(0, size)));
}

TEST_CASE("who has ended and was not reaped can be asked for its status") {
  for (const int code : {0, 5}) {
    const auto pid = child(code);
    const auto pidfd = open_pidfd(pid);
    REQUIRE(pidfd);
    siginfo_t info{};
    REQUIRE(waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
    const auto status = status_of_ended(pidfd.get(), pid);
    REQUIRE(status);
    CHECK(end_of_status(*status).exit_code == static_cast<std::uint32_t>(code));
    waitpid(pid, nullptr, 0);
    // What is left of it, the kernel keeps from Linux 6.15 on.
    if (const auto kept = kept_status(pidfd.get())) CHECK(*kept == code << 8);
  }
}

TEST_CASE("a status in words of wait") {
  CHECK(end_of_status(5 << 8).exit_code == 5U);
  CHECK(end_of_status(9).signal == 9);
  CHECK_FALSE(end_of_status(9).dumped);
  CHECK(end_of_status(11 | 0x80).dumped);
}

}  // namespace preflight::run
