// The words of `preflight run`, with the real table of checks.
#include "cli/plan.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

namespace {

Plan make_run_plan(std::vector<std::string> words) {
  words.insert(words.begin(), "run");
  return make_plan(words, all_checks());
}

RunPlan run_plan(const std::vector<std::string>& words) {
  auto plan = make_run_plan(words);
  REQUIRE(std::holds_alternative<RunPlan>(plan));
  return std::get<RunPlan>(std::move(plan));
}

std::string run_failure(const std::vector<std::string>& words) {
  const auto plan = make_run_plan(words);
  REQUIRE(std::holds_alternative<UsageFailure>(plan));
  return std::get<UsageFailure>(plan).message;
}

}  // namespace

TEST_CASE("the command stands behind the first two dashes, whatever it looks like") {
  const auto plan = run_plan({"-p", "8000", "--", "app", "--", "--port", "x"});
  CHECK(plan.command == std::vector<std::string>{"app", "--", "--port", "x"});
  REQUIRE(plan.gate.jobs.size() == 1);
  CHECK(plan.gate.jobs.front().check == "port");
  CHECK(plan.gate.command == "run");
  CHECK(plan.grace == std::chrono::seconds(10));
  CHECK_FALSE(plan.ready);
}

TEST_CASE("without a target there is no gate, and no wrong usage either") {
  CHECK(run_plan({"--grace", "0", "--", "app"}).gate.jobs.empty());
  CHECK(run_plan({"--grace", "0", "--", "app"}).grace.count() == 0);
}

TEST_CASE("what to ask whether the server answers") {
  const auto target = [](const char* text) {
    const auto plan = run_plan({"--ready", text, "--", "app"});
    REQUIRE(plan.ready);
    return plan.ready->target;
  };
  CHECK(target("8000") == "localhost:8000");
  CHECK(target(":8000") == "localhost:8000");
  CHECK(target("127.0.0.1:8000") == "127.0.0.1:8000");
}

TEST_CASE("wrong usage of run names its own options") {
  CHECK(run_failure({}).starts_with("run: no COMMAND"));
  CHECK(run_failure({"--port", "8000", "--"}).starts_with("run: no COMMAND"));
  CHECK(run_failure({"app"}).starts_with("run: 'app' belongs to no option"));
  CHECK(run_failure({"--ready", "80x", "--", "app"}).starts_with("--ready: "));
  CHECK(run_failure({"--grace", "soon", "--", "app"}).starts_with("--grace: "));
}

}  // namespace preflight
