// From a plan to what was looked at: deadlines, waiting, a crash that becomes a finding.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight {

struct RunPolicy {
  std::chrono::milliseconds timeout{10'000};  ///< per check
  std::chrono::milliseconds wait{0};          ///< repeat what fails until it passes or this is over
  Judging judging{};
};

/// Told while waiting: what still fails, and how long it has been. Told of a job that counts its
/// steps too, while it runs.
struct Progress {
  std::span<const Looked> latest{};
  std::span<const std::size_t> failing{};  ///< indices into `latest`; empty with `underway` alone
  std::chrono::milliseconds elapsed{};
  const Job* underway{};  ///< its steps are to be shown
};

struct RunResult {
  std::vector<Looked> looked{};  ///< in the order of the jobs
  /// A look hung and its thread was left behind: the program must end by std::_Exit.
  bool abandoned{};
};

/// Runs the jobs one after the other on a worker thread, each with a deadline. A job that throws
/// gives `check.crashed`. One that does not come back in time gives `check.timed-out`: its thread
/// is left behind with all that it uses, and the others go on on a new one. It is not run again
/// (with `wait`) before it has come back.
RunResult run_jobs(std::span<const Job> jobs, const RunPolicy& policy,
                   const std::function<void(const Progress&)>& progress);

}  // namespace preflight
