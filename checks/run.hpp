// From a plan to what was looked at: deadlines, waiting, a crash that becomes a finding.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight {

struct RunPolicy {
  std::chrono::milliseconds timeout{10'000};  ///< per check
  std::chrono::milliseconds wait{0};          ///< repeat what fails until it passes or this is over
  Judging judging{};
};

/// A check that is waited for.
struct Waited {
  std::size_t index{};                                      ///< into `Progress::latest`
  std::optional<std::chrono::milliseconds> passed_after{};  ///< from the start of the run
};

/// Told some times a second while waiting: how the checks stand. Told of a job that counts its
/// steps too, while it runs.
struct Progress {
  std::span<const Looked> latest{};
  std::span<const Waited> waited{};  ///< empty with `underway`
  std::chrono::milliseconds elapsed{};
  const Job* underway{};  ///< its steps are to be shown
};

/// False ends the waiting now.
using Tell = std::function<bool(const Progress&)>;

struct RunResult {
  std::vector<Looked> looked{};  ///< in the order of the jobs
  /// A look hung and its thread was left behind: the program must end by std::_Exit.
  bool abandoned{};
  bool stopped{};  ///< waiting ended because `tell` said so
};

/// Runs the jobs one after the other on a worker thread, each with a deadline. A job that throws
/// gives `check.crashed`. One that does not come back in time gives `check.timed-out`: its thread
/// is left behind with all that it uses, and the others go on on a new one. With `wait` what failed
/// is then looked at again, each on a thread of its own; never before its last look has come back.
RunResult run_jobs(std::span<const Job> jobs, const RunPolicy& policy, const Tell& tell);

}  // namespace preflight
