#include "checks/run_watch.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/gate.hpp"
#include "tests/support/jobs.hpp"

namespace preflight {

using namespace std::chrono_literals;
using test::Gate;
using test::job;

namespace {

Job counting(const std::shared_ptr<std::atomic<int>>& looks) {
  return job("counted", [looks](Deadline) { return Outcome{std::to_string(++*looks), {}, {}}; });
}

/// All that was told, in words: "0 summary" for a look, "over" for a round.
struct Told {
  std::vector<std::string> lines{};
  std::function<bool()> goes_on = [] { return true; };

  Watcher watcher() {
    return {[] {},
            [this](std::size_t index, const Looked& looked) {
              const auto& findings = looked.findings;
              lines.push_back(std::to_string(index) + " " +
                              (findings.empty() ? looked.summary : findings[0].code));
            },
            [this] { lines.emplace_back("over"); }, goes_on};
  }
};

}  // namespace

TEST_CASE("each round looks at every job in order, and rounds are counted") {
  const auto looks = std::make_shared<std::atomic<int>>(0);
  const std::vector<Job> jobs{counting(looks), counting(looks)};
  Told told;
  const auto end = watch_jobs(jobs, {1ms, 10s, 3}, told.watcher());
  CHECK(told.lines ==
        std::vector<std::string>{"0 1", "1 2", "over", "0 3", "1 4", "over", "0 5", "1 6", "over"});
  CHECK(end.rounds == 3);
  CHECK_FALSE(end.abandoned);
}

TEST_CASE("between two rounds is the interval, and a long round is followed by one at once") {
  const auto looks = std::make_shared<std::atomic<int>>(0);
  std::vector<std::chrono::steady_clock::time_point> at;
  Told told;
  auto watcher = told.watcher();
  watcher.round_over = [&] { at.push_back(std::chrono::steady_clock::now()); };
  const std::vector<Job> jobs{counting(looks)};
  watch_jobs(jobs, {60ms, 10s, 3}, watcher);
  REQUIRE(at.size() == 3);
  CHECK(at[2] - at[0] >= 100ms);

  // A look of six intervals: what was missed is not made up for.
  const auto slow = std::make_shared<std::atomic<int>>(0);
  const auto begun = std::make_shared<std::vector<std::chrono::steady_clock::time_point>>();
  const std::vector<Job> lazy{job("slow", [slow, begun](Deadline) {
    begun->push_back(std::chrono::steady_clock::now());
    if (++*slow == 1) std::this_thread::sleep_for(360ms);
    return Outcome{};
  })};
  watch_jobs(lazy, {60ms, 10s, 4}, told.watcher());
  REQUIRE(begun->size() == 4);
  CHECK((*begun)[1] - (*begun)[0] >= 360ms);
  CHECK((*begun)[3] - (*begun)[1] >= 100ms);
}

TEST_CASE("who watches ends it between rounds, without waiting for the next") {
  const auto looks = std::make_shared<std::atomic<int>>(0);
  Told told;
  told.goes_on = [&] { return told.lines.empty() || told.lines.back() != "over"; };
  const std::vector<Job> jobs{counting(looks)};
  const auto start = std::chrono::steady_clock::now();
  const auto end = watch_jobs(jobs, {1h, 10s, 0}, told.watcher());
  CHECK(std::chrono::steady_clock::now() - start < 30s);
  CHECK(end.rounds == 1);
  CHECK_FALSE(end.abandoned);
  CHECK(*looks == 1);
}

TEST_CASE("who watches ends it while a look is under way") {
  const auto gate = std::make_shared<Gate>();
  const auto looks = std::make_shared<std::atomic<int>>(0);
  Told told;
  told.goes_on = [&] { return gate->came() == 0; };
  const std::vector<Job> jobs{counting(looks), job("hangs", [gate](Deadline) {
                                gate->pass();
                                return Outcome{};
                              })};
  const auto end = watch_jobs(jobs, {1ms, 1h, 0}, told.watcher());
  CHECK(told.lines == std::vector<std::string>{"0 1"});
  CHECK(end.rounds == 0);
  CHECK(end.abandoned);
  gate->open();
  REQUIRE(gate->wait_for_passed(1));
}

TEST_CASE("a look that hangs is not begun again before it has come back, and holds no other up") {
  const auto gate = std::make_shared<Gate>();
  const auto looks = std::make_shared<std::atomic<int>>(0);
  Told told;
  const std::vector<Job> jobs{job("hangs",
                                  [gate](Deadline) {
                                    gate->pass();
                                    return Outcome{"free", {}, {}};
                                  }),
                              counting(looks)};
  auto watcher = told.watcher();
  int rounds = 0;
  watcher.round_over = [&] {
    if (++rounds == 5) {
      CHECK(gate->came() == 1);
      gate->open();
    }
  };
  watcher.goes_on = [&] {
    return std::find(told.lines.begin(), told.lines.end(), "0 free") == told.lines.end();
  };
  const auto end = watch_jobs(jobs, {1ms, 50ms, 0}, watcher);
  CHECK(told.lines.front() == "0 check.timed-out");
  CHECK(std::count(told.lines.begin(), told.lines.end(), "0 check.timed-out") == 1);
  CHECK(*looks >= 5);
  CHECK(end.rounds >= 5);
  REQUIRE(gate->wait_for_passed(1));
}

TEST_CASE("a job that throws is told as a finding, every round anew") {
  Told told;
  const std::vector<Job> jobs{job("throws", [](Deadline) -> Outcome { throw 42; })};
  watch_jobs(jobs, {1ms, 10s, 2}, told.watcher());
  CHECK(told.lines ==
        std::vector<std::string>{"0 check.crashed", "over", "0 check.crashed", "over"});
}

}  // namespace preflight
