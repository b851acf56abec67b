#include "cli/watch/table.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/watch_start.hpp"

namespace preflight::watch {

using namespace std::chrono_literals;

namespace {

using test::start;

std::vector<Job> jobs() {
  return {{"port", "*:8000/tcp", {}}, {"path", "/srv/\x1b[31mdata", {}}, {"disk", "/", {}}};
}

Looked passing(const Job& job, std::string summary) {
  return {job.check, job.target, std::move(summary), false, {}, {}, {}};
}

Looked taken(const Job& job, bool hard = false) {
  Finding finding;
  finding.code = "port.in-use";
  finding.severity = Severity::blocker;
  finding.hard = hard;
  finding.message = "python3 (pid 812) listens on 0.0.0.0:8000";
  finding.remedies.push_back({"end python3", "kill 812", Needs::user});
  finding.remedies.push_back({"or take another port", std::nullopt, Needs::person});
  return {job.check, job.target, "python3 (pid 812) listens", false, {}, {finding}, {}};
}

struct Scene {
  std::vector<Job> all = jobs();
  Standing standing{all, {}};
  Report report{};
  Picture picture{};

  explicit Scene(bool hard = false) {
    standing.take(0, passing(all[0], "free"), start);
    standing.take(1, passing(all[1], "can be read"), start);
    standing.take(2, passing(all[2], "20 GB free"), start);
    standing.take(standing.report(), start);
    standing.take(0, taken(all[0], hard), start + 180s);
    report = standing.report();
    standing.take(report, start + 180s);
    picture = {&standing, &report, start + 192s, 38, 5s, false, true, false, false, {80, 24}};
  }

  [[nodiscard]] std::string shown() const {
    std::string text;
    for (const auto& row : table(picture)) {
      for (const auto& piece : row) text += piece.text;
      text.resize(text.find_last_not_of(' ') + 1);
      text += '\n';
    }
    return text;
  }
};

}  // namespace

TEST_CASE("the table tells the verdict, each check and what to do first") {
  const Scene scene;
  CHECK("\n" + scene.shown() == R"(
BLOCKED  for 12 s: it cannot start now
round 38, every 5 s; 1 change; Ctrl-C ends it
  ✗ port  *:8000/tcp         failing 12 s   1 failure  python3 (pid 812) listens
  ✓ path  /srv/\x1b[31mdata  passing 3 min             can be read
  ✓ disk  /                  passing 3 min             20 GB free
  1  python3 (pid 812) listens on 0.0.0.0:8000
     → end python3
         kill 812
)");
}

TEST_CASE("where nothing failed there is no column for failures, and ASCII where it must be") {
  Scene scene;
  scene.standing = Standing{scene.all, {}};
  for (std::size_t i = 0; i < 3; ++i)
    scene.standing.take(i, passing(scene.all[i], "caf\xc3\xa9"), start);
  scene.report = scene.standing.report();
  scene.standing.take(scene.report, start);
  scene.picture.unicode = false;
  scene.picture.over = true;
  CHECK("\n" + scene.shown() == R"(
READY  for 3 min: nothing is in the way
round 38, every 5 s; 0 changes
  ok port  *:8000/tcp         passing 3 min  caf\u00e9
  ok path  /srv/\x1b[31mdata  passing 3 min  caf\u00e9
  ok disk  /                  passing 3 min  caf\u00e9
)");
}

TEST_CASE("before the first round is over it is said what is known") {
  Scene scene;
  scene.standing = Standing{scene.all, {}};
  scene.standing.take(0, passing(scene.all[0], "free"), start + 190s);
  scene.picture.report = nullptr;
  scene.picture.rounds = 0;
  CHECK("\n" + scene.shown() == R"(
looking  round 0, every 5 s; 0 changes; Ctrl-C ends it
  ✓ port  *:8000/tcp         passing 2 s  free
  · path  /srv/\x1b[31mdata  looking
  · disk  /                  looking
)");
}

TEST_CASE("where there is too little room, or on demand, what passes is told in one line") {
  Scene scene;
  const std::string folded = R"(
BLOCKED  for 12 s: it cannot start now
round 38, every 5 s; 1 change; Ctrl-C ends it
  ✗ port  *:8000/tcp         failing 12 s   1 failure  python3 (pid 812) listens
  ✓ 2 passing
  1  python3 (pid 812) listens on 0.0.0.0:8000
     → end python3
         kill 812
)";
  scene.picture.size.height = 8;
  CHECK("\n" + scene.shown() == folded);
  scene.picture.size.height = 24;
  scene.picture.quiet = true;
  CHECK("\n" + scene.shown() == folded);
}

TEST_CASE("what is out of reach is said, and with details all that can be done") {
  Scene scene{true};
  scene.picture.verbose = true;
  CHECK_THAT(scene.shown(), Catch::EndsWith("     out of this user's reach; no retry helps\n"
                                            "     → end python3\n         kill 812\n"
                                            "     → or take another port (needs a person)\n"));
}

TEST_CASE("a command that does not fit is left out, the text beside it is broken") {
  Scene scene;
  scene.picture.size.width = 17;
  CHECK(scene.shown().find("kill") == std::string::npos);
  scene.picture.size.width = 18;
  CHECK(scene.shown().find("         kill 812\n") != std::string::npos);
  CHECK(scene.shown().find("  1  python3 (pid 812)\n     listens on") != std::string::npos);
}

}  // namespace preflight::watch
