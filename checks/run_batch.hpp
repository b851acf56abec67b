// Looks that one thread runs in a row, each with a deadline, and the thread that may have to be
// left behind. The engine's own (checks/run.cpp, checks/run_wait.cpp).
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight {

using Jobs = std::shared_ptr<const std::vector<Job>>;

/// A probe that keeps its deadline comes back a moment after it; only then is it given up.
inline constexpr std::chrono::milliseconds late{100};

/// Guards the batches that share it, and is rung when one of them has come further.
struct Bell {
  std::mutex mutex{};
  std::condition_variable rung{};
};

/// Shared with its thread, so that a call that comes back hours after it was given up still finds
/// its ground.
struct Batch {
  using Clock = std::chrono::steady_clock;

  Batch(Jobs all, std::vector<std::size_t> indices, std::chrono::milliseconds each,
        std::shared_ptr<Bell> shared)
      : jobs(std::move(all)), todo(std::move(indices)), timeout(each), bell(std::move(shared)) {}

  const Jobs jobs;
  const std::vector<std::size_t> todo;      ///< indices into `jobs`
  const std::chrono::milliseconds timeout;  ///< of a job that has none of its own
  const std::shared_ptr<Bell> bell;

  // Guarded by the bell.
  std::vector<Looked> looked{};             ///< of the first so many of `todo`
  Clock::time_point started{Clock::now()};  ///< when the next of them was begun
  bool given_up{};
  bool over{};  ///< its thread runs no job any more

  /// When the job that it is at must have come back.
  [[nodiscard]] Clock::time_point limit() const {
    const auto& job = (*jobs)[todo[std::min(looked.size(), todo.size() - 1)]];
    return started + job.timeout.value_or(timeout) + late;
  }
};

/// False: the system gives no thread for it.
[[nodiscard]] bool begin(const std::shared_ptr<Batch>& batch);

Looked timed_out(const Job& job, std::chrono::milliseconds timeout);
Looked no_thread(const Job& job);

/// Whether it keeps the verdict from being "ready", so that it is worth waiting for.
bool fails(const Looked& looked, const Judging& judging);

}  // namespace preflight
