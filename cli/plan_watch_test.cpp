// The words of `preflight watch`, with the real table of checks.
#include <algorithm>

#include "cli/command_words.hpp"
#include "cli/plan.hpp"
#include "cli/plan_commands.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

using namespace std::chrono_literals;

namespace {

Plan make_watch_plan(std::vector<std::string> words, const std::string& config = "") {
  words.insert(words.begin(), "watch");
  const auto read = [&](const std::string&) {
    return config.empty() ? FileText{std::nullopt, true, "none"} : FileText{config, false, ""};
  };
  return make_plan(words, all_checks(), {read, [](const char*) { return std::nullopt; }});
}

WatchPlan watch_plan(const std::vector<std::string>& words, const std::string& config = "") {
  auto plan = make_watch_plan(words, config);
  REQUIRE(std::holds_alternative<WatchPlan>(plan));
  return std::get<WatchPlan>(std::move(plan));
}

std::string watch_failure(const std::vector<std::string>& words) {
  const auto plan = make_watch_plan(words);
  REQUIRE(std::holds_alternative<UsageFailure>(plan));
  return std::get<UsageFailure>(plan).message;
}

}  // namespace

TEST_CASE("watch takes the targets and the policy of check, and repeats them every 5 s") {
  const auto plan = watch_plan({"-p", "8000", "--env", "HOME", "--strict", "--timeout", "2s"});
  REQUIRE(plan.look.jobs.size() == 2);
  CHECK(plan.look.jobs[1].check == "env");
  CHECK(plan.look.command == "watch");
  CHECK(plan.look.policy.judging.strict);
  CHECK(plan.look.policy.timeout == 2s);
  CHECK(plan.interval == 5s);
  CHECK(plan.count == 0);
  CHECK_FALSE(plan.json);
  CHECK(plan.look.checks.size() == all_checks().size());
}

TEST_CASE("what watch has for itself") {
  const auto plan =
      watch_plan({"-p", "8000", "--interval", "1ms", "--count", "3", "-f", "json", "-r", "html=x"});
  CHECK(plan.interval == 1ms);
  CHECK(plan.count == 3);
  CHECK(plan.json);
  CHECK(plan.look.output.reports.size() == 1);
}

TEST_CASE("a configuration that waits for check does not make watch wait") {
  const auto plan = watch_plan({}, R"({"checks": {"port": 8000}, "policy": {"wait": "10s"}})");
  CHECK(plan.look.policy.wait == 0ms);
  REQUIRE(plan.look.jobs.size() == 1);
  REQUIRE(plan.look.jobs[0].place);
  CHECK(plan.look.jobs[0].place->file == "preflight.json");
}

TEST_CASE("wrong usage of watch is told by name") {
  CHECK_THAT(watch_failure({}), Catch::StartsWith("nothing to watch"));
  CHECK_THAT(watch_failure({"-p", "1", "--wait", "3s"}), Catch::Contains("--interval"));
  CHECK_THAT(watch_failure({"-p", "1", "-f", "html"}), Catch::Contains("console and json"));
  CHECK_THAT(watch_failure({"-p", "1", "--interval", "0"}), Catch::StartsWith("--interval: '0'"));
  CHECK_THAT(watch_failure({"-p", "1", "--interval", "often"}), Catch::Contains("'often'"));
  for (const auto* count : {"0", "-1", "2x", "", "99999999999999999999"})
    CHECK_THAT(watch_failure({"-p", "1", "--count", count}), Catch::StartsWith("--count: '"));
  CHECK_THAT(watch_failure({"-p", "1", "app"}), Catch::StartsWith("watch: 'app'"));
}

TEST_CASE("what is offered for watch has its own formats and nothing that waits") {
  for (const auto& command : command_words(all_checks())) {
    if (command.name != "watch") continue;
    const auto named = [&](std::string_view name) {
      return std::count_if(command.options.begin(), command.options.end(),
                           [&](const OptionWords& one) { return one.option->name == name; });
    };
    CHECK(named("--wait") == 0);
    CHECK(named("--interval") == 1);
    CHECK(named("--format") == 1);
    CHECK(named("--report") == 1);
    const auto& options = command.options;
    const auto format = std::find_if(options.begin(), options.end(), [](const OptionWords& one) {
      return one.option->name == "--format";
    });
    CHECK(format->value.words == std::vector<std::string_view>{"console", "json"});
    return;
  }
  FAIL("there is no command watch");
}

}  // namespace preflight
