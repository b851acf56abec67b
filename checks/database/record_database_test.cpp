#include "checks/database/record_database.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::database {

TEST_CASE("database: what was recorded is judged as what was seen", "[database][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("database: what Windows recorded gives commands of Windows", "[database][record]") {
  Facts facts;
  facts.system = System::windows;
  facts.path = "C:\\app\\app.db";
  facts.presence = Presence::present;
  facts.obstacle = Obstacle::writer;
  facts.blockers.emplace_back().who.process.pid = 812;
  Query query;
  query.file = "app.db";
  const auto outcome = outcome_of(replay(carried(to_record(query, facts))));
  CHECK(outcome.findings.front().code == "database.locked");
  CHECK(advises(outcome, "taskkill /F /T /PID 812"));
}

}  // namespace preflight::database
