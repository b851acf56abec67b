#include <unistd.h>

#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace preflight::test;

namespace {

// The field behind the name in /proc/PID/stat.
char state_of(std::uint32_t pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  return stat.at(stat.rfind(')') + 2);
}

}  // namespace

TEST_CASE("forked children are told, and end with the actor") {
  ActorProcess actor({"listen", "127.0.0.1", "0", "+", "fork", "3"});
  REQUIRE(actor.forked.size() == 3);
  for (const std::uint32_t child : actor.forked) CHECK(state_of(child) != 'Z');
}

TEST_CASE("a zombie is one as soon as the actor is ready") {
  ActorProcess actor({"zombie"});
  REQUIRE(actor.forked.size() == 1);
  CHECK(state_of(actor.forked[0]) == 'Z');
}

TEST_CASE("an actor becomes another user") {
  if (geteuid() != 0) {
    WARN("skipped: only root can become another user");
    return;
  }
  ActorProcess actor({"listen", "127.0.0.1", "0", "+", "setuid", "65534"});
  const std::string status = read_file("/proc/" + std::to_string(actor.pid) + "/status");
  CHECK(status.find("Uid:\t65534\t65534") != std::string::npos);
}
