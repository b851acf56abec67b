#include "checks/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "checks/base/aside.hpp"
#include "checks/base/duration.hpp"

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

// A probe that keeps its deadline comes back a moment after it; only then is it given up.
constexpr milliseconds grace{100};
constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{500};
constexpr milliseconds between_steps{100};

Outcome crashed(const Job& job, std::string_view what) {
  Finding finding;
  finding.code = "check.crashed";
  finding.severity = Severity::error;
  finding.message = fmt::format("the check of {} failed inside preflight: {}", job.target, what);
  finding.remedies.push_back({"this is a defect of preflight: please report it with this message",
                              std::nullopt, Needs::person});
  return {"failed inside preflight", {std::move(finding)}, {}, false};
}

Outcome timed_out(const Job& job, milliseconds timeout) {
  Finding finding;
  finding.code = "check.timed-out";
  finding.severity = Severity::error;
  finding.message = fmt::format("looking at {} did not come back within {}", job.target,
                                format_duration(timeout));
  finding.cause =
      "a call of the system has not returned; a dead network mount or a device that does not "
      "answer can do that";
  finding.remedies.push_back(
      {"see whether the path or its mount answers at all, or give more time with --timeout",
       std::nullopt, Needs::user});
  finding.evidence = {{"timeout_ms", timeout.count()}};
  return {"no answer in " + format_duration(timeout), {std::move(finding)}, {}, false};
}

// Without a thread that can be given up nothing would bound a call that hangs.
Outcome no_thread(const Job& job) {
  Finding finding;
  finding.code = "check.no-thread";
  finding.severity = Severity::error;
  finding.message =
      fmt::format("{} was not looked at: the system gave preflight no thread", job.target);
  finding.cause =
      "this user or this group of processes has as many as it may have, or memory is short";
  finding.remedies.push_back(
      {"raise the limit (ulimit -u, TasksMax= of a systemd unit, pids.max of a container)",
       std::nullopt, Needs::user});
  return {"not looked at", {std::move(finding)}, {}, false};
}

Outcome run_guarded(const Job& job, Deadline deadline) {
  try {
    return job.run(deadline);
  } catch (const std::exception& error) {
    return crashed(job, error.what());
  } catch (...) {
    return crashed(job, "unknown error");
  }
}

Looked looked_of(const Job& job, Outcome outcome, Clock::duration duration) {
  return {job.check,
          job.target,
          std::move(outcome.summary),
          outcome.skipped,
          duration,
          std::move(outcome.findings),
          std::move(outcome.facts),
          std::move(outcome.outline),
          job.place};
}

using Jobs = std::shared_ptr<const std::vector<Job>>;

/// Jobs that one thread runs in a row. Shared with that thread, so that a call that comes back
/// hours after it was given up still finds its ground.
struct Batch {
  Batch(Jobs all, std::vector<std::size_t> indices, milliseconds each)
      : jobs(std::move(all)), todo(std::move(indices)), timeout(each) {}

  const Jobs jobs;
  const std::vector<std::size_t> todo;  ///< indices into `jobs`
  const milliseconds timeout;

  std::mutex mutex{};
  std::condition_variable changed{};
  std::vector<Looked> looked{};             ///< of the first so many of `todo`
  Clock::time_point started{Clock::now()};  ///< when the next of them was begun
  bool given_up{};
  bool over{};  ///< its thread runs no job any more
};

void work(const std::shared_ptr<Batch>& batch) {
  for (const auto index : batch->todo) {
    const auto& job = (*batch->jobs)[index];
    auto outcome = run_guarded(job, Deadline::in(batch->timeout));
    const std::lock_guard lock(batch->mutex);
    const auto now = Clock::now();
    if (batch->given_up) break;
    batch->looked.push_back(looked_of(job, std::move(outcome), now - batch->started));
    batch->started = now;
  }
  {
    const std::lock_guard lock(batch->mutex);
    batch->over = true;
  }
  batch->changed.notify_all();
}

class Engine {
 public:
  using Tell = std::function<void(const Progress&)>;

  Engine(std::span<const Job> jobs, milliseconds timeout, const Tell& tell)
      : jobs_(std::make_shared<const std::vector<Job>>(jobs.begin(), jobs.end())),
        timeout_(timeout),
        tell_(tell),
        hung_(jobs.size()) {}

  /// Looks at `todo` and puts what came out into `looked`, at the same indices.
  void look(std::vector<std::size_t> todo, std::vector<Looked>& looked) {
    std::erase_if(todo, [&](std::size_t index) { return still_hangs(index); });
    while (!todo.empty()) {
      auto batch = std::make_shared<Batch>(jobs_, todo, timeout_);
      if (!run_aside([batch] { work(batch); })) {
        for (const auto index : todo)
          looked[index] = looked_of((*jobs_)[index], no_thread((*jobs_)[index]), {});
        return;
      }
      auto done = collect(*batch);
      const auto count = done.size();
      for (std::size_t i = 0; i < count; ++i) looked[todo[i]] = std::move(done[i]);
      if (count == todo.size()) return;
      const auto& job = (*jobs_)[todo[count]];
      looked[todo[count]] = looked_of(job, timed_out(job, timeout_), timeout_);
      hung_[todo[count]] = std::move(batch);
      todo.erase(todo.begin(), todo.begin() + static_cast<std::ptrdiff_t>(count) + 1);
    }
  }

  [[nodiscard]] bool abandoned() const {
    return std::any_of(hung_.begin(), hung_.end(), [](const auto& batch) { return batch; });
  }

 private:
  // All of the batch, or what came before the job that was given up.
  [[nodiscard]] std::vector<Looked> collect(Batch& batch) const {
    std::unique_lock lock(batch.mutex);
    while (!batch.over) {
      const auto limit = batch.started + timeout_ + grace;
      if (Clock::now() >= limit) {
        batch.given_up = true;
        break;
      }
      const auto& job = (*batch.jobs)[batch.todo[std::min(batch.looked.size(), last(batch))]];
      if (!tell_ || !job.steps) {
        batch.changed.wait_until(lock, limit);
        continue;
      }
      batch.changed.wait_until(lock, std::min(limit, Clock::now() + between_steps));
      if (!batch.over) tell_({{}, {}, {}, &job});
    }
    return std::move(batch.looked);
  }

  static std::size_t last(const Batch& batch) { return batch.todo.size() - 1; }

  [[nodiscard]] bool still_hangs(std::size_t index) const {
    const auto& batch = hung_[index];
    if (!batch) return false;
    const std::lock_guard lock(batch->mutex);
    return !batch->over;
  }

  Jobs jobs_;
  milliseconds timeout_;
  const Tell& tell_;
  std::vector<std::shared_ptr<Batch>> hung_;  ///< by job: where its look was left behind
};

bool fails(const Looked& looked, const Judging& judging) {
  const auto least = judging.strict ? Severity::warning : Severity::error;
  const auto& ignored = judging.ignored;
  return std::any_of(looked.findings.begin(), looked.findings.end(), [&](const Finding& finding) {
    return finding.severity >= least &&
           std::find(ignored.begin(), ignored.end(), finding.code) == ignored.end();
  });
}

std::vector<std::size_t> failing(std::span<const Looked> looked, const Judging& judging) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < looked.size(); ++i)
    if (fails(looked[i], judging)) indices.push_back(i);
  return indices;
}

std::vector<std::size_t> all_of(std::span<const Job> jobs) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < jobs.size(); ++i) indices.push_back(i);
  return indices;
}

}  // namespace

RunResult run_jobs(std::span<const Job> jobs, const RunPolicy& policy,
                   const std::function<void(const Progress&)>& progress) {
  const auto start = Clock::now();
  Engine engine{jobs, policy.timeout, progress};
  RunResult result;
  result.looked.resize(jobs.size());
  engine.look(all_of(jobs), result.looked);

  auto pause = first_pause;
  while (policy.wait.count() > 0) {
    auto left = failing(result.looked, policy.judging);
    const auto elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    if (left.empty() || elapsed >= policy.wait) break;
    if (progress) progress({result.looked, left, elapsed, nullptr});
    std::this_thread::sleep_for(std::min(pause, policy.wait - elapsed));
    pause = std::min(pause * 2, longest_pause);
    engine.look(std::move(left), result.looked);
  }
  result.abandoned = engine.abandoned();
  return result;
}

}  // namespace preflight
