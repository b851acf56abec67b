// What is asked, what a resolver says, and what comes of each answer, on either system.
#include "checks/reach/reach.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/sockets.hpp"

namespace preflight::reach {

namespace {

using std::chrono::milliseconds;

Query ask(const std::string& target) { return std::get<Query>(parse({target, {}, false})); }

Facts answers(std::vector<Attempt> attempts, bool windows = false) {
  Facts facts;
  facts.windows = windows;
  facts.attempts = std::move(attempts);
  return facts;
}

Facts probed(const std::string& target, milliseconds span = std::chrono::seconds(10)) {
  return probe(ask(target), Deadline::in(span));
}

}  // namespace

TEST_CASE("HOST:PORT as users write it", "[reach]") {
  CHECK(ask("db.example.org:5432").host == "db.example.org");
  CHECK(ask("127.0.0.1:80").port == 80);
  CHECK(ask("[::1]:5432").host == "::1");
  CHECK(ask("[fe80::1%eth0]:5432").host == "fe80::1%eth0");
  CHECK(target_of(ask("[::1]:5432")) == "[::1]:5432");
  CHECK(ask("my_db-1:1").host == "my_db-1");
  for (const auto* bad :
       {"",       "db",         ":5432", "db:",      "db:0",  "db:65536",   "::1:5432",
        "[db]:1", "[]:1",       "-h:1",  "--help:1", "a b:1", "a;b:1",      "$(x):1",
        "a/b:1",  "http://a:1", "[::1",  "[::1]",    "a\n:1", "[::1%-x]:1", "[::1;]:1"}) {
    CAPTURE(bad);
    CHECK(std::holds_alternative<UsageError>(parse({bad, {}, false})));
  }
  CHECK(std::holds_alternative<UsageError>(parse({std::string("a\0b:1", 5), {}, false})));
  CHECK(std::holds_alternative<UsageError>(parse({std::string(300, 'a') + ":1", {}, false})));
}

TEST_CASE("each answer has its code", "[reach]") {
  struct Row {
    Answer answer;
    std::string_view code;
    Severity severity;
    bool hard;
  };
  for (const auto& row : {Row{Answer::refused, "reach.refused", Severity::blocker, false},
                          {Answer::timed_out, "reach.timed-out", Severity::blocker, false},
                          {Answer::unreachable, "reach.unreachable", Severity::blocker, false},
                          {Answer::denied, "reach.denied", Severity::blocker, true},
                          {Answer::failed, "check.denied", Severity::error, false}}) {
    for (const bool windows : {false, true}) {
      CAPTURE(row.code);
      const auto findings =
          judge(ask("db:5432"), answers({{"10.0.0.1", row.answer, {1}, milliseconds(3)}}, windows));
      REQUIRE(findings.size() == 1);
      CHECK(findings[0].code == row.code);
      CHECK(findings[0].severity == row.severity);
      CHECK(findings[0].hard == row.hard);
      CHECK(findings[0].cause.value_or("").find("10.0.0.1") != std::string::npos);
    }
  }
  CHECK(judge(ask("db:1"), answers({{"10.0.0.1", Answer::connected, {}, {}}})).empty());
}

TEST_CASE("a refusal tells more than silence, whichever came first", "[reach]") {
  const auto findings = judge(ask("db:1"), answers({{"::1", Answer::unreachable, {1}, {}},
                                                    {"10.0.0.1", Answer::refused, {1}, {}},
                                                    {"10.0.0.2", Answer::timed_out, {1}, {}}}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].code == "reach.refused");
}

TEST_CASE("localhost that answers on its second address only", "[reach]") {
  auto findings =
      judge(ask("localhost:1"),
            answers({{"::1", Answer::refused, {1}, {}}, {"127.0.0.1", Answer::connected, {}, {}}}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].code == "reach.partly");
  CHECK(findings[0].severity == Severity::info);
  findings = judge(ask("x:1"), answers({{"::1", Answer::timed_out, {1}, milliseconds(3000)},
                                        {"127.0.0.1", Answer::connected, {}, {}}}));
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].message == "::1 does not answer in 3 s, 127.0.0.1 answers");
}

TEST_CASE("names without an address", "[reach]") {
  Facts facts;
  facts.resolution = Resolution::unknown_name;
  CHECK(judge(ask("db:1"), facts)[0].code == "reach.unresolved");
  facts.resolution = Resolution::no_answer;
  CHECK(judge(ask("db:1"), facts)[0].code == "reach.unresolved");
  facts.resolution = Resolution::not_asked;
  CHECK(judge(ask("db:1"), facts)[0].severity == Severity::error);
  // A name that is there and has no address.
  CHECK(judge(ask("db:1"), Facts{})[0].code == "reach.unresolved");
}

TEST_CASE("listeners and closed ports of this machine", "[reach]") {
  const test::Socket server(test::SocketOptions{});
  const auto port = std::to_string(server.port());
  CHECK(judge(ask("127.0.0.1:" + port), probed("127.0.0.1:" + port)).empty());
  const auto by_name = probed("localhost:" + port);
  REQUIRE_FALSE(by_name.attempts.empty());
  CHECK(by_name.attempts.back().answer == Answer::connected);
  CHECK(by_name.attempts.back().address == "127.0.0.1");
  const auto closed = probed("127.0.0.1:" + std::to_string(test::free_port()));
  REQUIRE(closed.attempts.size() == 1);
  CHECK(closed.attempts[0].answer == Answer::refused);
}

TEST_CASE("a name that cannot be is not resolved", "[reach]") {
  // RFC 2606 keeps ".invalid" from ever being a name.
  const auto facts = probed("preflight.invalid:80", std::chrono::seconds(5));
  CHECK(facts.resolution != Resolution::found);
  CHECK(judge(ask("preflight.invalid:80"), facts).size() == 1);
}

}  // namespace preflight::reach
