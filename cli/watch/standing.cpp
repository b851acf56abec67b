#include "cli/watch/standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/app.hpp"

namespace preflight::watch {

namespace {

bool is_bad(Status status) { return status == Status::fail || status == Status::error; }

std::string face_of(const CheckResult& result) {
  std::vector<std::string> parts;
  for (const auto& finding : result.findings) {
    if (finding.severity == Severity::info) continue;
    parts.push_back(finding.code);
    // Who reads a database comes and goes, and is only warned of.
    if (finding.severity != Severity::blocker) continue;
    for (const auto& process : finding.processes)
      parts.push_back(
          fmt::format("{} {} {}", finding.code, process.pid,
                      process.started_at ? process.started_at->time_since_epoch().count() : 0));
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return fmt::format("{}", fmt::join(parts, "\n"));
}

}  // namespace

Standing::Standing(std::span<const Job> jobs, Judging judging)
    : judging_(std::move(judging)), faces_(jobs.size()) {
  for (const auto& job : jobs) {
    auto& stand = stands_.emplace_back();
    stand.check = job.check;
    stand.target = job.target;
  }
}

std::optional<Change> Standing::take(std::size_t index, Looked looked, Clock::time_point now) {
  auto& stand = stands_[index];
  const bool first = stand.looks++ == 0;
  const auto from = stand.result.status;
  stand.looked = std::move(looked);
  auto judged = make_report({stand.looked}, judging_);
  stand.result = std::move(judged.checks.front());
  auto face = face_of(stand.result);
  const auto to = stand.result.status;
  const bool other = first || to != from;
  if (!other && face == faces_[index]) return std::nullopt;
  faces_[index] = std::move(face);
  if (is_bad(to) && (first || !is_bad(from))) ++stand.failures;
  if (!first) ++changes_;
  Change change{index, std::nullopt, {}};
  if (!first) {
    change.from = from;
    change.lasted = now - stand.since;
  }
  if (other) stand.since = now;
  return change;
}

std::optional<VerdictChange> Standing::take(const Report& report, Clock::time_point now) {
  if (verdict_ == report.verdict && exit_code_ == report.exit_code) return std::nullopt;
  VerdictChange change{verdict_, {}};
  if (verdict_) change.lasted = now - verdict_since_;
  if (verdict_ != report.verdict) verdict_since_ = now;
  verdict_ = report.verdict;
  exit_code_ = report.exit_code;
  return change;
}

Report Standing::report() const {
  std::vector<Looked> looked;
  for (const auto& stand : stands_)
    if (stand.looks > 0) looked.push_back(stand.looked);
  const bool all = looked.size() == stands_.size();
  auto report = make_report(std::move(looked), judging_);
  if (!all) leave_open(report);
  return report;
}

void leave_open(Report& report) {
  if (report.verdict != Verdict::ready) return;
  report.verdict = Verdict::undetermined;
  report.exit_code = exit_undetermined;
}

std::string_view state(Status status) {
  constexpr std::string_view names[] = {"passing", "warning", "failing", "unknown", "skipped"};
  return names[static_cast<std::size_t>(status)];
}

std::string span_text(Clock::duration span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  const auto minutes = seconds / 60, hours = minutes / 60;
  if (minutes == 0) return fmt::format("{} s", std::max<long long>(seconds, 0));
  if (hours == 0) return fmt::format("{} min", minutes);
  if (hours < 48) return fmt::format("{} h {} min", hours, minutes % 60);
  return fmt::format("{} d {} h", hours / 24, hours % 24);
}

}  // namespace preflight::watch
