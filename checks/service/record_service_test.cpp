#include "checks/service/record_service.hpp"
#include "tests/support/recorded.hpp"
#include "tests/support/service_facts.hpp"

namespace preflight::service {

namespace {

constexpr Recording<Query, Facts> recording{judged, to_record, replay};

template <class Half>
Facts made(Filler& filler) {
  Facts facts;
  facts.seen = filler.made<Half>();
  facts.needs.emplace_back().findings = filler.made<Findings>();
  return facts;
}

}  // namespace

TEST_CASE("service: what was recorded of Windows is judged as what was seen", "[service][record]") {
  recording.same_of_many(made<WindowsFacts>);
}

TEST_CASE("service: what was recorded of systemd is judged as what was seen", "[service][record]") {
  recording.same_of_many(made<SystemdFacts>);
}

TEST_CASE("service: a state without a name survives", "[service][record]") {
  WindowsFacts facts = test::installed();
  facts.status->state = static_cast<State>(77);
  facts.config->start = static_cast<Start>(99);
  recording.same({"App", true, false}, {facts, {}});
}

TEST_CASE("service: what its command line names is judged again", "[service][record]") {
  const auto taken = Value::parse(R"({"query": {"port": 8000}, "facts": {"windows": true,
      "binds": [{"outcome": "in_use", "error": 10048}]}})");
  Facts facts{test::installed(), {}};
  facts.needs.push_back({"port", "8000", {}, taken});
  const auto outcome = outcome_of(replay(carried(to_record({"App", false, true}, facts))));
  CHECK(std::any_of(outcome.findings.begin(), outcome.findings.end(), [](const Finding& one) {
    return one.message.starts_with("its command line names 8000: ");
  }));
  facts.needs.front().record = {{"query", 1}, {"facts", 2}};
  CHECK(std::holds_alternative<UsageError>(replay(to_record({"App", false, true}, facts))));
}

TEST_CASE("service: what Windows recorded gives commands of Windows", "[service][record]") {
  auto facts = test::installed(R"("C:\app\app.exe")", Dispatcher::never);
  facts.status->exit_code = 1053;
  const auto outcome = outcome_of(replay(carried(to_record({"App", false, true}, {facts, {}}))));
  CHECK(outcome.findings.front().code == "service.not-a-service-program");
  CHECK(advises(outcome, "sc.exe delete MyApp"));
}

}  // namespace preflight::service
