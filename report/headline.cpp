#include "report/headline.hpp"

#include <fmt/format.h>

namespace preflight {

namespace {

std::string with_rest(const std::string& first, std::size_t count) {
  return count > 1 ? fmt::format("{}; and {} more", first, count - 1) : first;
}

// The first finding that is at least this bad, and how many there are.
std::string worst(const Report& report, Severity least) {
  std::string first;
  std::size_t count = 0;
  for (const auto& check : report.checks)
    for (const auto& finding : check.findings)
      if (finding.severity >= least && count++ == 0) first = finding.message;
  return with_rest(first, count);
}

}  // namespace

std::string headline(const Report& report) {
  if (report.verdict == Verdict::blocked && !report.causes.empty())
    return with_rest(report.causes.front().message, report.causes.size());
  if (report.summary.error > 0) return worst(report, Severity::error);
  if (report.verdict == Verdict::undetermined)
    return "nothing of this can be looked at on this system";
  if (report.summary.warn > 0) return worst(report, Severity::warning);
  return fmt::format("{} passed", report.summary.pass);
}

}  // namespace preflight
