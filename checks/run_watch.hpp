// The same looks again and again, for as long as who watches wants. Part of the engine, as
// checks/run.hpp is.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight {

struct WatchPolicy {
  std::chrono::milliseconds interval{5'000};  ///< from the start of a round to that of the next
  std::chrono::milliseconds timeout{10'000};  ///< per check
  std::size_t rounds{};                       ///< 0: without end
};

/// Who watches. All is called on the thread of `watch_jobs`, and may take its time: no look waits
/// for it.
struct Watcher {
  std::function<void()> round_begins{};
  /// A look came back, was given up, or could not be begun. `job` is an index into the jobs.
  std::function<void(std::size_t job, Looked looked)> came{};
  /// Every job has been told of in this round, but for those whose last look still hangs.
  std::function<void()> round_over{};
  /// Asked some times a second, while a look is under way and between rounds; false ends it now.
  std::function<bool()> goes_on{};
};

struct WatchEnd {
  std::size_t rounds{};  ///< that are over
  /// A look was left behind on its thread: the program must end by std::_Exit.
  bool abandoned{};
};

/// In a round the jobs run one after the other on one thread, as `run_jobs` has them, since a look
/// at a port and one at the same port on all addresses would see each other. A job whose look was
/// given up is left out of the rounds until that look has come back, so that no more than one
/// thread a job is ever left behind. A round that takes longer than the interval is followed by the
/// next at once, and by one only.
WatchEnd watch_jobs(std::span<const Job> jobs, const WatchPolicy& policy, const Watcher& watcher);

}  // namespace preflight
