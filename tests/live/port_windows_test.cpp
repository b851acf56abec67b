// Real sockets on Windows, and on Wine.
#include "checks/port/port.hpp"
#include "tests/live/outcome.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sockets.hpp"

// Last: it brings macros.
#include <windows.h>

namespace preflight::test {

namespace {

Outcome look(const std::string& spec) {
  return std::get<Job>(port::check().prepare(Request{spec, {}, false}))
      .run(Deadline::in(std::chrono::seconds(20)));
}

}  // namespace

TEST_CASE("a free port has nothing against it") {
  const auto number = std::to_string(free_port());
  for (const std::string address : {"", "127.0.0.1:", "0.0.0.0:", "[::1]:"}) {
    const auto outcome = look(address + number);
    INFO(address << number << ": " << outcome.summary);
    CHECK(blocker(outcome) == nullptr);
    CHECK(outcome.findings.empty());
  }
}

TEST_CASE("a listener of this very process is named") {
  const Socket listener(SocketOptions{});
  const auto outcome = look("127.0.0.1:" + std::to_string(listener.port()));
  INFO(outcome.summary);
  REQUIRE(blocker(outcome) != nullptr);
  CHECK(blocker(outcome)->code == "port.in-use");
  CHECK(names_pid(*blocker(outcome), GetCurrentProcessId()));
}

TEST_CASE("a listener of another process is named on each address that it takes") {
  const ActorProcess holder({"listen", "0.0.0.0", "0"});
  for (const std::string address : {"", "127.0.0.1:", "0.0.0.0:"}) {
    const auto outcome = look(address + std::to_string(holder.port));
    INFO(address << ": " << outcome.summary);
    REQUIRE(blocker(outcome) != nullptr);
    CHECK(names_pid(*blocker(outcome), holder.pid));
  }
}

TEST_CASE("an address of another machine is none of this one's") {
  const auto outcome = look("192.0.2.1:" + std::to_string(free_port()));
  REQUIRE(blocker(outcome) != nullptr);
  CHECK(blocker(outcome)->code == "port.address-not-local");
}

}  // namespace preflight::test
