#include "report/report.hpp"

#include <algorithm>

#include "report/causes.hpp"

namespace preflight {

namespace {

// An ignored finding stays on the page, but no longer counts.
void ignore(Finding& finding, std::span<const std::string> codes) {
  if (std::find(codes.begin(), codes.end(), finding.code) == codes.end()) return;
  finding.severity = Severity::info;
  finding.hard = false;
  if (!finding.evidence.is_object()) finding.evidence = Value::object();
  finding.evidence["ignored"] = true;
}

Status status_of(const Looked& looked) {
  if (looked.skipped) return Status::skip;
  // Worst first: blocker, error, warning, info.
  if (looked.findings.empty()) return Status::pass;
  switch (looked.findings.front().severity) {
    case Severity::blocker:
      return Status::fail;
    case Severity::error:
      return Status::error;
    case Severity::warning:
      return Status::warn;
    case Severity::info:
      return Status::pass;
  }
  return Status::error;
}

CheckResult result_of(Looked looked, const Judging& judging) {
  for (auto& finding : looked.findings) {
    ignore(finding, judging.ignored);
    if (finding.severity != Severity::blocker) finding.hard = false;
  }
  std::stable_sort(looked.findings.begin(), looked.findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return a.severity != b.severity ? a.severity > b.severity : a.hard && !b.hard;
                   });
  const auto status = status_of(looked);
  return {std::move(looked.check),   std::move(looked.target),  status,
          std::move(looked.summary), looked.duration,           std::move(looked.findings),
          std::move(looked.facts),   std::move(looked.outline), std::move(looked.place)};
}

Summary count(std::span<const CheckResult> checks) {
  Summary summary;
  for (const auto& check : checks) {
    switch (check.status) {
      case Status::pass:
        ++summary.pass;
        break;
      case Status::warn:
        ++summary.warn;
        break;
      case Status::fail:
        ++summary.fail;
        break;
      case Status::error:
        ++summary.error;
        break;
      case Status::skip:
        ++summary.skip;
        break;
    }
  }
  return summary;
}

bool any_hard(std::span<const CheckResult> checks) {
  for (const auto& check : checks)
    for (const auto& finding : check.findings)
      if (finding.hard) return true;
  return false;
}

// An error beside it hides a warning from the counts, but not from --strict.
bool any_warning(std::span<const CheckResult> checks) {
  return std::any_of(checks.begin(), checks.end(), [](const CheckResult& check) {
    return std::any_of(check.findings.begin(), check.findings.end(), [](const Finding& finding) {
      return finding.severity == Severity::warning;
    });
  });
}

// The worst wins: 4, then 1, then 3, then 0. Where every check was skipped nothing was looked at,
// and nobody knows whether it can start.
void decide(Report& report, const Judging& judging) {
  const auto& counts = report.summary;
  const bool blocked = counts.fail > 0 || (judging.strict && any_warning(report.checks));
  if (blocked) {
    report.verdict = Verdict::blocked;
    report.exit_code = any_hard(report.checks) ? 4 : 1;
  } else if (counts.error > 0 || counts.skip == report.checks.size()) {
    report.verdict = Verdict::undetermined;
    report.exit_code = 3;
  }
}

void judge(Report& report, const Judging& judging) {
  report.summary = count(report.checks);
  decide(report, judging);
  report.causes = find_causes(report.checks, judging.strict);
}

}  // namespace

bool is_ignored(const Finding& finding) {
  return finding.evidence.is_object() && finding.evidence.contains("ignored");
}

Report make_report(std::vector<Looked> looked, const Judging& judging) {
  Report report;
  report.checks.reserve(looked.size());
  for (auto& one : looked) report.checks.push_back(result_of(std::move(one), judging));
  judge(report, judging);
  return report;
}

void add_check(Report& report, Looked looked, const Judging& judging) {
  report.checks.push_back(result_of(std::move(looked), judging));
  judge(report, judging);
}

}  // namespace preflight
