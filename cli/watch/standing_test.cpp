#include "cli/watch/standing.hpp"

#include <utility>

#include "tests/support/catch.hpp"
#include "tests/support/watch_start.hpp"

namespace preflight::watch {

using namespace std::chrono_literals;

namespace {

using test::start;

std::vector<Job> jobs(std::initializer_list<const char*> targets) {
  std::vector<Job> made;
  for (const auto* target : targets) made.push_back({"room", target, {}});
  return made;
}

Finding finding(Severity severity, std::string code, std::uint32_t pid = 0) {
  Finding made;
  made.code = std::move(code);
  made.severity = severity;
  if (pid > 0) {
    Process process;
    process.pid = pid;
    made.processes.push_back(std::move(process));
  }
  return made;
}

Looked looked(Findings findings, std::string summary = "so it is") {
  Looked made;
  made.check = "room";
  made.target = "t";
  made.summary = std::move(summary);
  made.findings = std::move(findings);
  return made;
}

Looked free_now() { return looked({}, "free"); }
Looked taken(std::uint32_t pid = 7) {
  return looked({finding(Severity::blocker, "room.taken", pid)});
}

}  // namespace

TEST_CASE("the first look is a change from nothing, the same again is none") {
  Standing standing{jobs({"a"}), {}};
  const auto first = standing.take(0, free_now(), start);
  REQUIRE(first);
  CHECK_FALSE(first->from);
  CHECK_FALSE(standing.take(0, free_now(), start + 5s));
  CHECK(standing.stands()[0].since == start);
  CHECK(standing.stands()[0].looks == 2);
  CHECK(standing.changes() == 0);
}

TEST_CASE("another status is a change, and tells how long the last one held") {
  Standing standing{jobs({"a"}), {}};
  standing.take(0, free_now(), start);
  const auto fails = standing.take(0, taken(), start + 60s);
  REQUIRE(fails);
  CHECK(fails->from == Status::pass);
  CHECK(fails->lasted == 60s);
  CHECK(standing.stands()[0].since == start + 60s);
  const auto passes = standing.take(0, free_now(), start + 75s);
  REQUIRE(passes);
  CHECK(passes->from == Status::fail);
  CHECK(passes->lasted == 15s);
  CHECK(standing.changes() == 2);
}

TEST_CASE("failures are counted when they begin, whether they block or are not known") {
  Standing standing{jobs({"a"}), {}};
  const auto failures = [&] { return standing.stands()[0].failures; };
  standing.take(0, taken(), start);
  CHECK(failures() == 1);
  standing.take(0, looked({finding(Severity::error, "check.timed-out")}), start);
  CHECK(failures() == 1);
  standing.take(0, free_now(), start);
  standing.take(0, looked({finding(Severity::error, "check.timed-out")}), start);
  CHECK(failures() == 2);
  standing.take(0, looked({finding(Severity::warning, "room.warned")}), start);
  standing.take(0, taken(), start);
  CHECK(failures() == 3);
}

TEST_CASE("other findings or another process in the way are a change, and the status holds on") {
  Standing standing{jobs({"a"}), {}};
  standing.take(0, taken(7), start);
  CHECK_FALSE(standing.take(0, taken(7), start + 1s));
  const auto other = standing.take(0, taken(8), start + 2s);
  REQUIRE(other);
  CHECK(other->from == Status::fail);
  CHECK(other->lasted == 2s);
  CHECK(standing.stands()[0].since == start);
  CHECK(standing.take(0, looked({finding(Severity::blocker, "room.full", 8)}), start + 3s));
  CHECK(standing.stands()[0].failures == 1);
}

TEST_CASE("a pid that is used again is another process") {
  auto first = taken(7), second = taken(7);
  first.findings[0].processes[0].started_at = Timestamp{1s};
  second.findings[0].processes[0].started_at = Timestamp{2s};
  Standing standing{jobs({"a"}), {}};
  standing.take(0, first, start);
  CHECK_FALSE(standing.take(0, first, start));
  CHECK(standing.take(0, second, start));
}

TEST_CASE("what a look says besides is no change") {
  Standing standing{jobs({"a"}), {}};
  standing.take(0, looked({finding(Severity::warning, "room.shared", 1)}, "1 MB"), start);
  CHECK_FALSE(
      standing.take(0, looked({finding(Severity::warning, "room.shared", 2)}, "2 MB"), start));
  auto more = looked({finding(Severity::warning, "room.shared", 1)});
  more.findings.push_back(finding(Severity::info, "room.note"));
  CHECK_FALSE(standing.take(0, more, start));
  CHECK(standing.stands()[0].looked.findings.size() == 2);
}

TEST_CASE("order and number of the same findings do not matter") {
  const auto a = finding(Severity::blocker, "room.a"), b = finding(Severity::blocker, "room.b");
  Standing standing{jobs({"a"}), {}};
  standing.take(0, looked({a, b}), start);
  CHECK_FALSE(standing.take(0, looked({b, a, a}), start));
}

TEST_CASE("what is ignored neither blocks nor counts as a change") {
  Standing standing{jobs({"a"}), {false, {"room.taken"}}};
  standing.take(0, free_now(), start);
  CHECK_FALSE(standing.take(0, taken(), start));
  CHECK(standing.report().verdict == Verdict::ready);
}

TEST_CASE("where not all was looked at it is not ready") {
  Standing standing{jobs({"a", "b"}), {}};
  CHECK(standing.report().verdict == Verdict::undetermined);
  CHECK(standing.report().exit_code == 3);
  standing.take(0, free_now(), start);
  CHECK(standing.report().verdict == Verdict::undetermined);
  CHECK(standing.report().exit_code == 3);
  standing.take(1, free_now(), start);
  CHECK(standing.report().verdict == Verdict::ready);
  CHECK(standing.report().exit_code == 0);
  standing.take(1, taken(), start);
  CHECK(standing.report().exit_code == 1);
}

TEST_CASE("the verdict is told when it or the exit code is another") {
  Standing standing{jobs({"a"}), {}};
  standing.take(0, free_now(), start);
  const auto first = standing.take(standing.report(), start);
  REQUIRE(first);
  CHECK_FALSE(first->from);
  CHECK_FALSE(standing.take(standing.report(), start + 5s));
  standing.take(0, taken(), start + 10s);
  const auto blocked = standing.take(standing.report(), start + 10s);
  REQUIRE(blocked);
  CHECK(blocked->from == Verdict::ready);
  CHECK(blocked->lasted == 10s);
  auto hard = taken();
  hard.findings[0].hard = true;
  standing.take(0, hard, start + 20s);
  const auto harder = standing.take(standing.report(), start + 20s);
  REQUIRE(harder);
  CHECK(harder->from == Verdict::blocked);
  CHECK(standing.verdict_since() == start + 10s);
}

TEST_CASE("spans are told as coarsely as a person reads them") {
  CHECK(span_text(-1s) == "0 s");
  CHECK(span_text(59'900ms) == "59 s");
  CHECK(span_text(60s) == "1 min");
  CHECK(span_text(59min + 59s) == "59 min");
  CHECK(span_text(5h + 12min) == "5 h 12 min");
  CHECK(span_text(76h) == "3 d 4 h");
}

}  // namespace preflight::watch
