#include "checks/run.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/gate.hpp"
#include "tests/support/jobs.hpp"

namespace preflight {

using namespace std::chrono_literals;
using test::Gate;
using test::job;

namespace {

Finding finding(Severity severity, std::string code = "room.code") {
  Finding made;
  made.code = std::move(code);
  made.severity = severity;
  made.message = "so it is";
  return made;
}

Job passing(std::string target) {
  return job(std::move(target), [](Deadline) { return Outcome{"free", {}, {}, false}; });
}

RunPolicy policy(std::chrono::milliseconds timeout, std::chrono::milliseconds wait = 0ms) {
  return {timeout, wait, {}};
}

std::string code_of(const Looked& looked) {
  return looked.findings.empty() ? "" : looked.findings[0].code;
}

}  // namespace

TEST_CASE("jobs run once, one after the other, and answer in their order") {
  std::vector<std::string> order;
  std::vector<Job> jobs;
  for (const auto* target : {"b", "a", "c"})
    jobs.push_back(job(target, [&order, target](Deadline) {
      order.emplace_back(target);
      return Outcome{target, {}, {{"fact", 1}}, false};
    }));
  const auto result = run_jobs(jobs, policy(10s), {});
  CHECK(order == std::vector<std::string>{"b", "a", "c"});
  REQUIRE(result.looked.size() == 3);
  CHECK(result.looked[0].target == "b");
  CHECK(result.looked[2].summary == "c");
  CHECK(result.looked[2].facts["fact"] == 1);
  CHECK_FALSE(result.abandoned);
}

TEST_CASE("no job at all is no work") { CHECK(run_jobs({}, policy(10s), {}).looked.empty()); }

TEST_CASE("a job is told its deadline") {
  std::chrono::milliseconds left{};
  const std::vector<Job> jobs{job("a", [&](Deadline deadline) {
    left = deadline.left();
    return Outcome{};
  })};
  run_jobs(jobs, policy(5s), {});
  CHECK(left > 4s);
  CHECK(left <= 5s);
}

TEST_CASE("a job that throws is a finding, and the others go on") {
  const std::vector<Job> jobs{
      job("a", [](Deadline) -> Outcome { throw std::runtime_error("out of luck"); }),
      job("b", [](Deadline) -> Outcome { throw 42; }), passing("c")};
  const auto result = run_jobs(jobs, policy(10s), {});
  CHECK(code_of(result.looked[0]) == "check.crashed");
  CHECK(result.looked[0].findings[0].severity == Severity::error);
  CHECK(result.looked[0].findings[0].message.find("out of luck") != std::string::npos);
  CHECK(code_of(result.looked[1]) == "check.crashed");
  CHECK(result.looked[2].findings.empty());
  CHECK_FALSE(result.abandoned);
}

TEST_CASE("a job that hangs is given up, and the others are looked at") {
  const auto gate = std::make_shared<Gate>();
  const auto hang = [gate](Deadline) {
    gate->pass();
    return Outcome{"too late", {}, {}, false};
  };
  const std::vector<Job> jobs{passing("a"), job("b", hang), passing("c"), job("d", hang),
                              passing("e")};
  const auto result = run_jobs(jobs, policy(250ms), {});
  CHECK(result.abandoned);
  for (const auto index : {1U, 3U}) {
    CHECK(code_of(result.looked[index]) == "check.timed-out");
    CHECK(result.looked[index].findings[0].severity == Severity::error);
    CHECK(result.looked[index].findings[0].message.find(jobs[index].target) != std::string::npos);
  }
  for (const auto index : {0U, 2U, 4U}) CHECK(result.looked[index].summary == "free");
  gate->open();
  REQUIRE(gate->wait_for_passed(2));
}

TEST_CASE("what fails is looked at again until it passes, and only that") {
  std::atomic<int> passes{0}, looks{0};
  const std::vector<Job> jobs{job("a",
                                  [&](Deadline) {
                                    ++passes;
                                    return Outcome{};
                                  }),
                              job("b", [&](Deadline) {
                                if (++looks > 2) return Outcome{"free", {}, {}, false};
                                return Outcome{"taken", {finding(Severity::blocker)}, {}, false};
                              })};
  int told = 0;
  const auto result = run_jobs(jobs, policy(10s, 60s), [&](const Progress& progress) {
    ++told;
    CHECK(progress.latest.size() == 2);
    CHECK(progress.waited.size() == 1);
    CHECK(progress.waited[0].index == 1);
    CHECK(progress.latest[1].summary == (progress.waited[0].passed_after ? "free" : "taken"));
    return true;
  });
  CHECK(passes == 1);
  CHECK(looks == 3);
  CHECK(told >= 2);
  CHECK_FALSE(result.stopped);
  CHECK(result.looked[1].summary == "free");
}

TEST_CASE("waiting ends with its time, and the last look is told") {
  int looks = 0;
  const std::vector<Job> jobs{job("a", [&](Deadline) {
    ++looks;
    return Outcome{std::to_string(looks), {finding(Severity::blocker)}, {}, false};
  })};
  const auto start = std::chrono::steady_clock::now();
  const auto result = run_jobs(jobs, policy(10s, 120ms), {});
  CHECK(std::chrono::steady_clock::now() - start >= 120ms);
  CHECK(looks >= 2);
  CHECK(result.looked[0].summary == std::to_string(looks));
}

TEST_CASE("without waiting nothing is told and nothing repeated") {
  int looks = 0, told = 0;
  const std::vector<Job> jobs{job("a", [&](Deadline) {
    ++looks;
    return Outcome{"", {finding(Severity::blocker)}, {}, false};
  })};
  run_jobs(jobs, policy(10s), [&](const Progress&) { return ++told > 0; });
  CHECK(looks == 1);
  CHECK(told == 0);
}

TEST_CASE("what is waited for follows from what blocks") {
  struct Row {
    Severity severity;
    Judging judging;
    bool waits;
  };
  const Row rows[] = {
      {Severity::blocker, {}, true},       {Severity::error, {}, true},
      {Severity::warning, {}, false},      {Severity::warning, {true, {}}, true},
      {Severity::info, {true, {}}, false}, {Severity::blocker, {false, {"room.code"}}, false},
  };
  for (const auto& row : rows) {
    int looks = 0;
    const std::vector<Job> jobs{job("a", [&](Deadline) {
      if (++looks > 1) return Outcome{};
      return Outcome{"", {finding(row.severity)}, {}, false};
    })};
    run_jobs(jobs, {10s, 60s, row.judging}, {});
    CAPTURE(&row - rows);
    CHECK(looks == (row.waits ? 2 : 1));
  }
}

TEST_CASE("a look that hangs is not begun again before it has come back") {
  const auto gate = std::make_shared<Gate>();
  const std::vector<Job> jobs{job("a", [gate](Deadline) {
    gate->pass();
    return Outcome{"free", {}, {}, false};
  })};
  int told = 0;
  const auto result = run_jobs(jobs, policy(10ms, 60s), [&](const Progress&) {
    CHECK((told >= 3 || gate->came() == 1));
    if (++told == 3) gate->open();
    return true;
  });
  CHECK(result.looked[0].summary == "free");
  CHECK(result.abandoned);
}

TEST_CASE("a look that is slow holds no other up") {
  const auto gate = std::make_shared<Gate>();
  std::atomic<int> slow{0}, quick{0};
  const auto fails_first = [](std::atomic<int>& looks) {
    return ++looks > 1 ? Outcome{"free", {}, {}, false}
                       : Outcome{"taken", {finding(Severity::blocker)}, {}, false};
  };
  const std::vector<Job> jobs{job("a",
                                  [&, gate](Deadline) {
                                    if (slow > 0) gate->pass();
                                    return fails_first(slow);
                                  }),
                              job("b", [&](Deadline) { return fails_first(quick); })};
  bool opened = false;
  const auto result = run_jobs(jobs, policy(60s, 60s), [&](const Progress& progress) {
    REQUIRE(progress.waited.size() == 2);
    if (!opened && progress.waited[1].passed_after && gate->came() == 1) {
      opened = true;
      CHECK_FALSE(progress.waited[0].passed_after);
      CHECK(progress.latest[1].summary == "free");
      gate->open();
    }
    return true;
  });
  CHECK(slow == 2);
  CHECK(quick == 2);
  CHECK(result.looked[0].summary == "free");
  CHECK_FALSE(result.abandoned);
}

TEST_CASE("who is told can end the waiting, and gets what is known") {
  const auto gate = std::make_shared<Gate>();
  const auto looks = std::make_shared<std::atomic<int>>(0);
  const std::vector<Job> jobs{job("a", [gate, looks](Deadline) {
    if (++*looks > 1) gate->pass();
    return Outcome{"taken", {finding(Severity::blocker)}, {}, false};
  })};
  const auto result =
      run_jobs(jobs, policy(60s, 60s), [&](const Progress&) { return gate->came() == 0; });
  CHECK(result.stopped);
  CHECK(result.abandoned);
  CHECK(result.looked[0].summary == "taken");
  gate->open();
  REQUIRE(gate->wait_for_passed(1));
}

}  // namespace preflight
