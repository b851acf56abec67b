#include "checks/service/service.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

TEST_CASE("the name of a service is taken as it is", "[service]") {
  const auto query = std::get<Query>(parse({"My Server", {}, true}));
  CHECK(query.name == "My Server");
  CHECK(query.inspect);
}

TEST_CASE("an empty name and a zero byte are wrong usage", "[service]") {
  CHECK(std::get<UsageError>(parse({"", {}, false})).message.find("--service") == 0);
  CHECK(std::holds_alternative<UsageError>(parse({std::string("a\0b", 3), {}, false})));
}

TEST_CASE("what could not be read is absent from the facts", "[service]") {
  Told told;
  told.state = "stopped";
  told.exit_code = 1077;
  told.dependencies = {{"Tcpip", "running"}};
  CHECK(to_json(told).dump() ==
        R"({"state":"stopped","arguments":[],"exit_code":1077,)"
        R"("dependencies":[{"name":"Tcpip","state":"running"}],"log_tail":[]})");
}

TEST_CASE("the worst finding is the line of the check", "[service]") {
  Findings findings(2);
  findings[0] = {"service.unquoted-path", Severity::warning, false, "no quotes", {}, {}, {}, {}};
  CHECK(summary_of({findings[0]}, "running") == "running; no quotes");
  findings[1] = {"service.disabled", Severity::blocker, false, "it is disabled", {}, {}, {}, {}};
  CHECK(summary_of(findings, "stopped") == "it is disabled");
  CHECK(summary_of({}, "running (pid 812)") == "running (pid 812)");
}

}  // namespace preflight::service
