#include "report/prometheus.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "report/clean.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

// A series may stand in the file once. A target that was asked for twice is told by its worse half.
using Series = std::map<std::string, double>;

void raise(Series& series, const std::string& labels, double value) {
  const auto [at, added] = series.emplace(labels, value);
  if (!added) at->second = std::max(at->second, value);
}

std::string label_value(std::string_view text) {
  std::string value;
  for (const char c : clean(text)) {
    if (c == '\\' || c == '"') value += '\\';
    value += c;
  }
  return value;
}

std::string labels(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  std::string text;
  for (const auto& [name, value] : pairs)
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "{" : ",", name, label_value(value));
  return text + "}";
}

std::string metric(std::string_view name, std::string_view help, const Series& series) {
  std::string text = fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  for (const auto& [key, value] : series) text += fmt::format("{}{} {}\n", name, key, value);
  return text;
}

Series verdicts(const Report& report) {
  Series series;
  for (const auto verdict : {Verdict::ready, Verdict::blocked, Verdict::undetermined})
    series[labels({{"verdict", word(verdict)}})] = verdict == report.verdict ? 1 : 0;
  return series;
}

Series statuses(const Report& report) {
  Series series;
  for (const auto& check : report.checks)
    for (const auto status :
         {Status::pass, Status::warn, Status::fail, Status::error, Status::skip})
      raise(series,
            labels({{"check", check.check}, {"target", check.target}, {"status", word(status)}}),
            status == check.status ? 1 : 0);
  return series;
}

Series durations(const Report& report) {
  Series series;
  for (const auto& check : report.checks)
    raise(series, labels({{"check", check.check}, {"target", check.target}}),
          check.duration.count() / 1000);
  return series;
}

Series findings(const Report& report) {
  Series series;
  for (const auto& check : report.checks)
    for (const auto& finding : check.findings)
      series[labels({{"check", check.check},
                     {"target", check.target},
                     {"code", finding.code},
                     {"severity", word(finding.severity)}})] += 1;
  return series;
}

}  // namespace

std::string render_prometheus(const Report& report, const RenderOptions&) {
  const auto run_at = std::chrono::duration<double>(report.started_at.time_since_epoch()).count();
  return metric("preflight_verdict", "What came out: 1 for the verdict that holds.",
                verdicts(report)) +
         metric("preflight_exit_code", "preflight's own exit code: 0, 1, 3 or 4.",
                {{"", report.exit_code}}) +
         metric("preflight_check_status", "How each check came out: 1 for the status that holds.",
                statuses(report)) +
         metric("preflight_check_duration_seconds", "How long each check took.",
                durations(report)) +
         metric("preflight_findings", "What was found, by code.", findings(report)) +
         metric("preflight_duration_seconds", "How long the whole run took.",
                {{"", report.duration.count() / 1000}}) +
         metric("preflight_last_run_timestamp_seconds", "When the run began, in Unix time.",
                {{"", run_at}});
}

}  // namespace preflight
