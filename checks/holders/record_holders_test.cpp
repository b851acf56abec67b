#include "checks/holders/record_holders.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::holders {

TEST_CASE("holders: what was recorded is judged as what was seen", "[holders][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("holders: what Windows recorded gives commands of Windows", "[holders][record]") {
  Facts facts;
  facts.windows = true;
  facts.files.push_back({"C:\\app\\app.log", {}});
  auto& holder = facts.holders.emplace_back();
  holder.open.files = {0};
  holder.who.process.pid = 812;
  const auto outcome = outcome_of(replay(carried(to_record({"app.log"}, facts))));
  CHECK(outcome.findings.front().code == "holder.open");
  CHECK(advises(outcome, "taskkill /F /T /PID 812"));
}

TEST_CASE("holders: a record of no file is no file that nobody holds", "[holders][record]") {
  CHECK(refusal_of(replay({{"query", Value::object()}, {"facts", Value::object()}})) ==
        "holders.facts: it tells of no file");
}

}  // namespace preflight::holders
