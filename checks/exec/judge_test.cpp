#include "checks/exec/exec.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/findings.hpp"

namespace preflight::exec {

namespace {

const Query check_it{"check_it -w 'a b'", {"check_it", "-w", "a b"}, {}, {}};

Facts ended(int exit_code, std::string output, std::string errors = {}) {
  Facts facts;
  facts.program = "/opt/check_it";
  facts.child.exit_code = exit_code;
  facts.child.output = std::move(output);
  facts.child.errors = std::move(errors);
  return facts;
}

Outcome said(int exit_code, std::string output, std::string errors = {}) {
  return judge(check_it, ended(exit_code, std::move(output), std::move(errors)));
}

Finding only(const Outcome& outcome) { return test::only(outcome.findings); }

}  // namespace

TEST_CASE("exit codes of a plugin") {
  CHECK(said(0, "DISK OK - 5 GB free | free=5GB\nmore").findings.empty());
  CHECK(said(0, "DISK OK - 5 GB free | free=5GB\nmore").summary == "DISK OK - 5 GB free");
  CHECK(said(0, "DISK OK | free=5GB").facts["measured"] == "free=5GB");
  struct Row {
    int exit_code;
    Severity severity;
    const char* code;
  };
  for (const auto& row :
       {Row{1, Severity::warning, "exec.warned"}, Row{2, Severity::blocker, "exec.failed"},
        Row{3, Severity::error, "exec.unknown"}, Row{127, Severity::error, "exec.unknown"},
        Row{-1073741515, Severity::error, "exec.unknown"}}) {
    INFO(row.exit_code);
    const auto finding = only(said(row.exit_code, "it says so"));
    CHECK(finding.severity == row.severity);
    CHECK(finding.code == row.code);
    CHECK(finding.message == "it says so");
    CHECK(finding.remedies.front().command == "check_it -w 'a b'");
  }
  CHECK(only(said(-1073741515, "")).message == "exit code 0xC0000135");
}

TEST_CASE("who says nothing is told by standard error, or by how it ended") {
  CHECK(only(said(2, "", "Traceback\nKeyError: 'x'\n")).message == "KeyError: 'x'");
  CHECK(only(said(2, "\n\n")).message == "exit code 2");
  Facts facts = ended(0, "");
  facts.child.exit_code.reset();
  facts.child.signal = 11;
  CHECK(only(judge(check_it, facts)).message == "signal 11 ended it");
  CHECK(only(judge(check_it, facts)).severity == Severity::error);
}

TEST_CASE("what could not be asked is an error, never well") {
  Facts facts;
  facts.not_found = SystemError{2};
  CHECK(only(judge(check_it, facts)).code == "exec.not-found");
  CHECK(only(judge(check_it, facts)).severity == Severity::error);
  facts = ended(0, "OK");
  facts.child.timed_out = true;
  facts.child.exit_code.reset();
  CHECK(only(judge(check_it, facts)).code == "check.timed-out");
  facts = ended(0, "OK");
  facts.child.cut = true;
  CHECK(only(judge(check_it, facts)).severity == Severity::error);
  facts = ended(0, "OK");
  facts.child.left_behind = true;
  CHECK(only(judge(check_it, facts)).severity == Severity::error);
}

TEST_CASE("findings in JSON are taken as they are") {
  const auto outcome = said(0, R"({"summary": "two things", "findings": [
    {"code": "stock.low", "severity": "warning", "message": "7 left", "cause": "sold",
     "remedies": [{"text": "order", "command": "order 10", "needs": "person"}],
     "evidence": {"left": 7}},
    {"severity": "blocker", "message": "shut", "hard": true}]})");
  CHECK(outcome.summary == "two things");
  REQUIRE(outcome.findings.size() == 2);
  const auto& first = outcome.findings[0];
  CHECK(first.code == "stock.low");
  CHECK(first.severity == Severity::warning);
  CHECK(first.cause == "sold");
  CHECK(first.remedies.front().needs == Needs::person);
  CHECK(first.remedies.front().command == "order 10");
  CHECK(first.evidence["left"] == 7);
  CHECK(outcome.findings[1].code == "exec.failed");
  CHECK(outcome.findings[1].hard);
}

TEST_CASE("the worse of findings and exit code wins") {
  CHECK(said(0, R"({"findings": []})").findings.empty());
  CHECK(only(said(2, R"({"findings": []})")).code == "exec.failed");
  const auto outcome = said(3, R"({"findings": [{"severity": "warning", "message": "a"}]})");
  REQUIRE(outcome.findings.size() == 2);
  CHECK(outcome.findings[1].severity == Severity::error);
  CHECK(only(said(1, R"({"findings": [{"severity": "blocker", "message": "a"}]})")).severity ==
        Severity::blocker);
}

TEST_CASE("what looks like findings and is none is an error") {
  for (const auto* text :
       {"{", "{}", R"({"findings": 1})", R"({"findings": [1]})", R"({"findings": [{}]})",
        R"({"findings": [{"severity": "bad", "message": "a"}]})",
        R"({"findings": [{"severity": "info", "message": " "}]})",
        R"({"findings": [{"severity": "info", "message": "a", "code": "A.b"}]})",
        R"({"findings": [{"severity": "info", "message": "a", "hard": 1}]})",
        R"({"findings": [{"severity": "info", "message": "a", "remedies": {}}]})",
        R"({"findings": [{"severity": "info", "message": "a", "remedies": [{"text": 1}]}]})"}) {
    INFO(text);
    CHECK(only(said(0, text)).code == "exec.unknown");
    CHECK(only(said(0, text)).severity == Severity::error);
  }
}

TEST_CASE("output without bounds is cut, not through a character") {
  std::string text(1999, 'a');
  text += "\xC3\xA4";
  CHECK(said(0, text).summary == std::string(1999, 'a') + " ...");
  std::string many = R"({"findings": [)";
  for (int i = 0; i < 101; ++i) many += R"({"severity": "info", "message": "a"},)";
  many.back() = ']';
  CHECK(only(said(0, many + "}")).severity == Severity::error);
}

TEST_CASE("a command is parsed before anything is run") {
  CHECK(std::holds_alternative<UsageError>(parse({"sh -c 'x", {}, false})));
  CHECK(std::get<UsageError>(parse({"", {}, false})).message.starts_with("--exec: ''"));
  CHECK(std::get<Query>(parse({"sh -c 'x y'", {}, false})).words ==
        std::vector<std::string>{"sh", "-c", "x y"});
}

}  // namespace preflight::exec
