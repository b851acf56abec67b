// The whole session, in this process, with invented checks and streams.
#include "cli/watch/watch.hpp"

#include "report/value.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/invented_checks.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/texts.hpp"

namespace preflight::watch {

namespace {

using test::count;
using test::has;

struct World {
  std::string out{}, err{};
  bool broken{}, lost{};
  int questions{};
  int interrupted_at{1'000'000};  ///< the question whether somebody pressed Ctrl-C
  Surroundings around{};

  World() {
    around.out.write = [this](std::string_view text) {
      if (!broken) out += text;
      return !broken;
    };
    around.out.lost = [this] { return lost; };
    around.err.write = [this](std::string_view text) {
      err += text;
      return true;
    };
    around.environment = [](const char*) { return std::nullopt; };
    around.interrupted = [this] { return ++questions >= interrupted_at; };
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"watch", "--interval", "1ms"});
    const auto result = run_app(words, test::invented_checks(), around);
    CHECK_FALSE(result.abandoned);
    return result.exit_code;
  }

  [[nodiscard]] std::vector<Value> events() const {
    std::vector<Value> all;
    for (std::size_t at = 0; at < out.size(); at = out.find('\n', at) + 1)
      all.push_back(Value::parse(out.substr(at, out.find('\n', at) - at)));
    return all;
  }
};

}  // namespace

TEST_CASE("on a terminal the table is drawn over and stays at the end") {
  World world;
  world.around.out.is_terminal = world.around.out.colors = true;
  CHECK(world.run({"--room", "taken", "--room", "free", "--count", "3"}) == 1);
  CHECK(has(world.out, "\x1b[1;31mBLOCKED\x1b[0m  for 0 s: it cannot start now"));
  CHECK(has(world.out, "round 3, every 1 ms; 0 changes\x1b"));
  CHECK(has(world.out, "A\x1b[1;31mBLOCKED"));  // after the cursor went up
  CHECK(world.out.ends_with("\r\n"));
  CHECK(count(world.out, "\r\n\r") == 0);  // it never began anew
  CHECK(world.err.empty());
}

TEST_CASE("in a log what stays as it is is said once") {
  World world;
  CHECK(world.run({"--room", "taken", "--room", "free", "--count", "20"}) == 1);
  CHECK(count(world.out, "\n") == 2);
  CHECK(world.err == "preflight: watched 20 rounds, 0 changes\n");
}

TEST_CASE("JSON lines have each check, the verdict and the end") {
  World world;
  CHECK(world.run({"--room", "taken", "--room", "odd", "-f", "json", "--count", "2"}) == 1);
  const auto events = world.events();
  REQUIRE(events.size() == 4);
  CHECK(events[0]["to"] == "fail");
  CHECK(events[1]["to"] == "error");
  CHECK(events[2]["event"] == "verdict");
  CHECK(events[3]["rounds"] == 2);
  CHECK(world.err.empty());
}

TEST_CASE("it ends when somebody presses Ctrl-C, and before the first round knows nothing") {
  World world;
  world.interrupted_at = 20;
  CHECK(world.run({"--room", "hard"}) == 4);
  World at_once;
  at_once.interrupted_at = 1;
  CHECK(at_once.run({"--room", "free", "-f", "json"}) == 3);
  const auto events = at_once.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0]["to"] == "undetermined");
  CHECK(events[1]["rounds"] == 0);
}

TEST_CASE("it ends when nobody reads, and when nothing can be written that is no yes") {
  World world;
  world.lost = true;
  CHECK(world.run({"--room", "taken"}) == 3);
  World broken;
  broken.broken = true;
  CHECK(broken.run({"--room", "free"}) == 3);
  CHECK(broken.err ==
        "preflight: cannot write to standard output\n"
        "preflight: watched 1 round, 0 changes\n");
  World table;
  table.broken = true;
  table.around.out.is_terminal = table.around.out.colors = true;
  CHECK(table.run({"--room", "free"}) == 3);
}

TEST_CASE("a report that cannot be written is told once, and leaves it open") {
  const test::TempDir folder;
  World world;
  CHECK(world.run({"--room", "free", "--count", "5", "-r", "json=" + folder.file("no/x")}) == 3);
  CHECK(count(world.err, "cannot write") == 1);
  World written;
  CHECK(written.run({"--room", "free", "--count", "2", "-r", "json=" + folder.file("x")}) == 0);
  const auto report = Value::parse(test::read_file(folder.file("x")));
  CHECK(report["command"] == "watch");
  CHECK(report["verdict"] == "ready");
}

}  // namespace preflight::watch
