#include "cli/bundle/facts.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

Prepared replay_echo(const Value& record) {
  if (!record.is_object() || !record.contains("facts")) return UsageError{"echo: it has no facts"};
  return Job{"echo", "from the record", [text = record["facts"].dump()](Deadline) {
               return Outcome{"judged again: " + text, {}, {}, false};
             }};
}

const std::vector<Check>& checks() {
  static const std::vector<Check> all = [] {
    Check echo;
    echo.id = "echo";
    echo.replay = replay_echo;
    Check plain;
    plain.id = "plain";
    return std::vector<Check>{echo, plain};
  }();
  return all;
}

Report report_of_windows() {
  Report report;
  report.host = {"WS1", "windows", "10.0.19045", "x64", "WS1\\ann", true};
  report.started_at = Timestamp(std::chrono::milliseconds(1'700'000'000'123));
  return report;
}

Looked looked(std::string check, Value record) {
  Finding finding;
  finding.code = "port.in-use";
  finding.severity = Severity::blocker;
  finding.message = "found \xff then";
  Looked one{std::move(check), "the target", "a summary", false, {}, {std::move(finding)}, {}};
  one.place = Place{"preflight.json", 7};
  one.record = std::move(record);
  return one;
}

std::string complaint(std::string_view document) {
  const auto read = read_facts(document, checks());
  const auto* bad = std::get_if<BadFacts>(&read);
  return bad != nullptr ? bad->message : "";
}

Outcome outcome_of(const Job& job) { return job.run(Deadline::in(std::chrono::seconds(1))); }

}  // namespace

TEST_CASE("the facts of a case go out and come back", "[facts]") {
  const std::array all{looked("echo", {{"facts", {1, 2}}}), looked("plain", {}),
                       looked("gone in a later version", {{"facts", 1}})};
  const auto text = facts_document(report_of_windows(), all).dump();
  const auto read = read_facts(text, checks());
  REQUIRE(std::holds_alternative<CaseFacts>(read));
  const auto& facts = std::get<CaseFacts>(read);
  CHECK(facts.version == PREFLIGHT_VERSION);
  CHECK(facts.host.os == "windows");
  CHECK(facts.host.elevated);
  CHECK(facts.recorded_at == report_of_windows().started_at);
  REQUIRE(facts.jobs.size() == 3);
  CHECK(facts.jobs[0].check == "echo");
  CHECK(facts.jobs[0].target == "the target");
  CHECK(facts.jobs[0].place->line == 7);
  CHECK(outcome_of(facts.jobs[0]).summary == "judged again: [1,2]");
  for (const std::size_t index : {1U, 2U}) {
    const auto found = outcome_of(facts.jobs[index]);
    CHECK(found.summary == "a summary");
    REQUIRE(found.findings.size() == 1);
    CHECK(found.findings[0].code == "port.in-use");
    CHECK(found.findings[0].message == "found \xff then");
  }
}

TEST_CASE("what is no case says where it is wrong", "[facts]") {
  CHECK(complaint("") != "");
  CHECK(complaint("[]") == "it is no object");
  CHECK(complaint("{}") == "it is of another version than this preflight reads");
  CHECK(complaint(R"({"facts_version": 2})") ==
        "it is of another version than this preflight reads");
  CHECK(complaint(R"({"facts_version": 1, "checks": {}})") == "checks: it is no list");
  CHECK(complaint(R"({"facts_version": 1, "checks": [{"check": 1}]})") ==
        "checks[0].check: it is no text");
  CHECK(complaint(R"({"facts_version": 1, "checks": [{"check": "echo", "record": 5}]})") ==
        "checks[0]: echo: it has no facts");
  CHECK(complaint(std::string(1'000'000, '[')) == "it nests too deep to be the facts of a case");
}

TEST_CASE("a case that is cut off anywhere is refused", "[facts]") {
  const std::array all{looked("echo", {{"facts", "x"}})};
  const auto text = facts_document(report_of_windows(), all).dump();
  for (std::size_t size = 0; size < text.size(); ++size)
    CHECK(complaint(text.substr(0, size)) != "");
}

}  // namespace preflight
