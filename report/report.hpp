// The report: findings joined to statuses, a verdict, an exit code and causes. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/finding.hpp"

namespace preflight {

enum class Status { pass, warn, fail, error, skip };
enum class Verdict { ready, blocked, undetermined };

/// How one check came out.
struct CheckResult {
  std::string check{};
  std::string target{};
  Status status{Status::pass};
  std::string summary{};
  std::chrono::duration<double, std::milli> duration{};
  Findings findings{};  ///< worst first
  Value facts{};        ///< object, or null
  Outline outline{};
  std::optional<Place> place{};  ///< where it was asked for, if in a file
};

/// Where a finding stands in a report.
struct FindingPlace {
  std::size_t check{};    ///< index into Report::checks
  std::size_t finding{};  ///< index into its findings
};

/// What to clear: findings joined, so that one process in the way of three targets is one cause.
struct Cause {
  std::string message{};
  std::optional<Process> process{};
  std::vector<std::string> blocks{};  ///< targets
  bool hard{};
  std::vector<Remedy> remedies{};
  std::vector<FindingPlace> joins{};  ///< the findings it was made from, never empty
};

struct Host {
  std::string name{}, os{}, os_version{}, arch{}, user{};
  bool elevated{};
};

struct Summary {
  std::size_t pass{}, warn{}, fail{}, error{}, skip{};
};

struct Report {
  std::string command{"check"};
  Host host{};
  Timestamp started_at{};
  std::chrono::duration<double, std::milli> duration{};
  Verdict verdict{Verdict::ready};
  int exit_code{};
  Summary summary{};
  std::vector<Cause> causes{};  ///< in the order in which to clear them
  std::vector<CheckResult> checks{};
};

/// What came out of one look, before it is judged.
struct Looked {
  std::string check{};
  std::string target{};
  std::string summary{};
  bool skipped{};
  std::chrono::duration<double, std::milli> duration{};
  Findings findings{};
  Value facts{};
  Outline outline{};
  std::optional<Place> place{};
  Value record{};  ///< what `causes` and statuses do not need: the facts as they were judged
};

struct Judging {
  bool strict{};                       ///< warnings block too
  std::vector<std::string> ignored{};  ///< finding codes that neither block nor warn
};

/// The only place where findings become statuses, a verdict and an exit code. `command`, `host`,
/// `started_at` and `duration` are left for the caller.
Report make_report(std::vector<Looked> looked, const Judging& judging);

/// Whether it is one of `Judging::ignored`: it stays in the report, but counts for nothing.
bool is_ignored(const Finding& finding);

/// What came out later, beside the checks: the report is judged again.
void add_check(Report& report, Looked looked, const Judging& judging);

}  // namespace preflight
