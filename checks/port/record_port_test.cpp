#include "checks/port/record_port.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::port {

TEST_CASE("port: what was recorded is judged as what was seen", "[port][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("port: what Windows recorded gives commands of Windows", "[port][record]") {
  Facts facts;
  facts.windows = true;
  facts.binds.push_back({{}, BindOutcome::in_use, {10048}});
  Socket socket;
  socket.state = SocketState::listen;
  socket.pids = {812};
  facts.sockets.push_back(socket);
  facts.owners.emplace_back().process.pid = 812;
  Query query;
  query.port = 8000;
  const auto outcome = outcome_of(replay(carried(to_record(query, facts))));
  CHECK(outcome.findings.front().code == "port.in-use");
  CHECK(advises(outcome, "taskkill /F /T /PID 812"));
}

TEST_CASE("port: a record of nothing is no free port", "[port][record]") {
  CHECK(refusal_of(replay({{"query", Value::object()}, {"facts", Value::object()}})) ==
        "port.facts: it tells of no bind that was tried");
}

}  // namespace preflight::port
