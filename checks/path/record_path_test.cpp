#include "checks/path/record_path.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::path {

TEST_CASE("path: what was recorded is judged as what was seen", "[path][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("path: what Windows recorded gives commands of Windows", "[path][record]") {
  static const ErrorWords words{"ERROR_ACCESS_DENIED", "Access is denied"};
  Facts facts;
  facts.windows = true;
  facts.obstacle = Obstacle::denied;
  facts.at = "C:\\app";
  facts.error = {5, &words};
  const auto outcome = outcome_of(replay(carried(to_record({"C:\\app", true}, facts))));
  CHECK(advises(outcome, "icacls \"C:\\app\""));
  CHECK(outcome.findings.front().evidence["error"] == "ERROR_ACCESS_DENIED");
}

TEST_CASE("path: a record of nothing is no file that can be read", "[path][record]") {
  CHECK(refusal_of(replay({{"query", Value::object()}, {"facts", Value::object()}})) ==
        "path.facts: it does not tell 'obstacle'");
}

}  // namespace preflight::path
