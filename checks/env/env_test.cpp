#include "checks/env/env.hpp"

#include <array>
#include <cstdlib>

#include "tests/support/catch.hpp"

namespace preflight::env {

TEST_CASE("a name of a variable is told from what is none", "[env]") {
  CHECK(std::get<Query>(parse({"DATABASE_URL", {}, false})).name == "DATABASE_URL");
  CHECK(std::holds_alternative<UsageError>(parse({"", {}, false})));
  CHECK(std::holds_alternative<UsageError>(parse({std::string("A\0B", 3), {}, false})));
  const auto with_value = std::get<UsageError>(parse({"KEY=hunter2", {}, false}));
  CHECK(with_value.message.find("KEY") != std::string::npos);
  CHECK(with_value.message.find("hunter2") == std::string::npos);
}

TEST_CASE("missing and empty variables block, and near names are offered", "[env]") {
  const Query query{"DATABASE_URL"};
  for (const bool windows : {false, true}) {
    CAPTURE(windows);
    CHECK(judge(query, {windows, State::set, {}}).empty());
    const auto empty = judge(query, {windows, State::empty, {}});
    REQUIRE(empty.size() == 1);
    CHECK(empty[0].code == "env.missing");
    CHECK(empty[0].severity == Severity::blocker);
    CHECK_FALSE(empty[0].hard);
    CHECK(empty[0].message == "DATABASE_URL is set, but empty");
    const auto missing = judge(query, {windows, State::missing, {"PATH", "DATABASE_URl", "HOME"}});
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].message == "DATABASE_URL is not set");
    REQUIRE(missing[0].cause);
    CHECK(missing[0].cause->starts_with("there is DATABASE_URl"));
    CHECK(missing[0].cause->find("HOME") == std::string::npos);
    CHECK_FALSE(judge(query, {windows, State::missing, {"PATH"}})[0].cause);
    CHECK(missing[0].remedies[0].command ==
          (windows ? "set DATABASE_URL=VALUE" : "export DATABASE_URL=VALUE"));
  }
}

TEST_CASE("the environment of this process is asked", "[env]") {
  const auto deadline = Deadline::never();
  CHECK(probe({"PATH"}, deadline).state == State::set);
  const auto facts = probe({"PREFLIGHT_NO_SUCH_VARIABLE"}, deadline);
  CHECK(facts.state == State::missing);
  CHECK_FALSE(facts.names.empty());
  for (const auto& name : facts.names) CHECK(name.find('=') == std::string::npos);
}

}  // namespace preflight::env
