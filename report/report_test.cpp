#include "report/report.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

Finding finding(Severity severity, bool hard = false, std::string code = "room.code") {
  Finding made;
  made.code = std::move(code);
  made.severity = severity;
  made.hard = hard;
  made.message = "so it is";
  return made;
}

Looked looked(Findings findings, bool skipped = false) {
  Looked made;
  made.check = "room";
  made.target = "target";
  made.skipped = skipped;
  made.findings = std::move(findings);
  return made;
}

}  // namespace

TEST_CASE("the status of a check follows from its worst finding") {
  const auto status = [](Findings findings) {
    return make_report({looked(std::move(findings))}, {}).checks[0].status;
  };
  CHECK(status({}) == Status::pass);
  CHECK(status({finding(Severity::info)}) == Status::pass);
  CHECK(status({finding(Severity::info), finding(Severity::warning)}) == Status::warn);
  CHECK(status({finding(Severity::warning), finding(Severity::error)}) == Status::error);
  CHECK(status({finding(Severity::error), finding(Severity::blocker)}) == Status::fail);
  CHECK(make_report({looked({}, true)}, {}).checks[0].status == Status::skip);
}

TEST_CASE("the worst decides: 4, then 1, then 3, then 0") {
  struct Row {
    std::vector<Looked> looked;
    bool strict;
    Verdict verdict;
    int exit_code;
  };
  const auto hard = finding(Severity::blocker, true);
  const auto blocker = finding(Severity::blocker);
  const auto error = finding(Severity::error);
  const auto warning = finding(Severity::warning);
  const Row rows[] = {
      {{looked({})}, false, Verdict::ready, 0},
      {{looked({warning})}, false, Verdict::ready, 0},
      {{looked({warning})}, true, Verdict::blocked, 1},
      {{looked({error})}, false, Verdict::undetermined, 3},
      {{looked({error}), looked({warning})}, true, Verdict::blocked, 1},
      {{looked({error, warning})}, true, Verdict::blocked, 1},
      {{looked({error}), looked({blocker})}, false, Verdict::blocked, 1},
      {{looked({blocker}), looked({}), looked({hard})}, false, Verdict::blocked, 4},
      {{looked({finding(Severity::error, true)})}, false, Verdict::undetermined, 3},
      {{looked({}), looked({}, true)}, false, Verdict::ready, 0},
      {{looked({}, true)}, false, Verdict::undetermined, 3},
  };
  for (const auto& row : rows) {
    const auto report = make_report(row.looked, {row.strict, {}});
    CAPTURE(&row - rows);
    CHECK(report.verdict == row.verdict);
    CHECK(report.exit_code == row.exit_code);
  }
}

TEST_CASE("findings stand worst first, hard before soft, else as they came") {
  const auto report = make_report(
      {looked(
          {finding(Severity::info, false, "a.info"), finding(Severity::blocker, false, "a.soft"),
           finding(Severity::error, false, "a.error"), finding(Severity::blocker, true, "a.hard"),
           finding(Severity::blocker, false, "a.soft-too")})},
      {});
  std::vector<std::string> codes;
  for (const auto& one : report.checks[0].findings) codes.push_back(one.code);
  CHECK(codes == std::vector<std::string>{"a.hard", "a.soft", "a.soft-too", "a.error", "a.info"});
}

TEST_CASE("an ignored finding is shown, but neither blocks nor warns nor is a cause") {
  auto blocker = finding(Severity::blocker, true, "port.in-use");
  blocker.evidence = {{"error", 98}};
  const auto report = make_report({looked({blocker}), looked({finding(Severity::warning)})},
                                  {false, {"port.in-use"}});
  CHECK(report.exit_code == 0);
  CHECK(report.causes.empty());
  const auto& shown = report.checks[0].findings.at(0);
  CHECK(shown.severity == Severity::info);
  CHECK_FALSE(shown.hard);
  CHECK(shown.evidence["error"] == 98);
  CHECK(shown.evidence["ignored"] == true);
  CHECK(report.summary.pass == 1);
  CHECK(report.summary.warn == 1);
}

TEST_CASE("checks stay in the order asked for and are counted") {
  auto first = looked({finding(Severity::blocker)}), second = looked({}), third = looked({}, true);
  first.target = "1";
  second.target = "2";
  third.target = "3";
  const auto report = make_report({first, second, third}, {});
  CHECK(report.checks[0].target + report.checks[1].target + report.checks[2].target == "123");
  CHECK(report.summary.fail == 1);
  CHECK(report.summary.pass == 1);
  CHECK(report.summary.skip == 1);
}

}  // namespace preflight
