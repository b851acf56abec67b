// Wine keeps no recovery actions and no event log, so all of this is proved by facts.
#include "tests/support/service_facts.hpp"

namespace preflight::service::test {

namespace {

constexpr RecoveryAction nothing{0, 0}, restart{1, 5000}, reboot{2, 60000};

/// "severity message" of what is said of recovery.
std::vector<std::string> told(const WindowsFacts& facts) {
  std::vector<std::string> all;
  for (const auto& finding : judge(facts))
    if (finding.code == "service.recovery")
      all.push_back((finding.severity == Severity::warning ? "warning " : "info ") +
                    finding.message);
  return all;
}

Event crash(const std::string& count) {
  return {7031, "Service Control Manager", {}, {"MyApp", count, "5000"}, {}};
}

}  // namespace

TEST_CASE("a service that died and has nobody to start it again") {
  auto facts = ended(1067);
  CHECK(told(facts).empty());  // not known: not told
  for (const auto& actions : std::vector<std::vector<RecoveryAction>>{{}, {nothing}}) {
    facts.config->recovery = actions;
    REQUIRE(told(facts).size() == 1);
    CHECK(says(told(facts)[0], "info nobody starts it again"));
  }
  facts.config->recovery = {{restart, reboot}};
  REQUIRE(told(facts).size() == 1);
  CHECK(says(told(facts)[0], "restarts the whole machine"));
  facts.config->recovery = {{restart}};
  CHECK(told(facts).empty());
}

TEST_CASE("a service that never failed is not told about recovery") {
  auto facts = installed();
  facts.config->recovery.emplace();
  CHECK(told(facts).empty());
  facts.status->exit_code = 0;
  CHECK(told(facts).empty());
  // A start that fails is no failure that actions count for.
  facts.status->exit_code = 1069;
  CHECK(told(facts).empty());
}

TEST_CASE("an orderly end with an error counts only with the failure flag") {
  auto facts = ended(1066, 42);
  facts.config->recovery = {{restart}};
  facts.config->recovery_on_error = false;
  REQUIRE(told(facts).size() == 1);
  CHECK(says(told(facts)[0], "not after an end with an error"));
  const auto findings = judge(facts);
  CHECK(std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return offers(finding, "sc.exe failureflag MyApp 1");
  }));
  facts.config->recovery_on_error = true;
  CHECK(told(facts).empty());
}

TEST_CASE("a service that is restarted in a loop") {
  auto facts = installed();
  facts.status = Status{State::running, 0, 0, 8, false};
  facts.config->recovery = {{restart}};
  facts.events = {{crash("2"), crash("1")}};
  CHECK(told(facts).empty());
  facts.events = {{crash("17")}};
  REQUIRE(told(facts).size() == 1);
  CHECK(says(told(facts)[0], "warning it has crashed 17 times within a day"));
  facts.events = {{crash("x"), crash("x"), crash("x")}};
  REQUIRE(told(facts).size() == 1);
  CHECK(says(told(facts)[0], "crashed 3 times"));
  facts.config->recovery = {{nothing}};
  const auto lines = told(facts);
  CHECK(
      std::none_of(lines.begin(), lines.end(), [](const auto& one) { return says(one, "times"); }));
}

}  // namespace preflight::service::test
