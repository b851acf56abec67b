#include "checks/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "checks/base/duration.hpp"

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

// A probe that keeps its deadline comes back a moment after it; only then is it given up.
constexpr milliseconds grace{100};
constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{500};

Finding crashed(const Job& job, std::string_view what) {
  Finding finding;
  finding.code = "check.crashed";
  finding.severity = Severity::error;
  finding.message = fmt::format("the check of {} failed inside preflight: {}", job.target, what);
  finding.remedies.push_back({"this is a defect of preflight: please report it with this message",
                              std::nullopt, Needs::person});
  return finding;
}

Finding timed_out(const Job& job, milliseconds timeout) {
  Finding finding;
  finding.code = "check.timed-out";
  finding.severity = Severity::error;
  finding.message = fmt::format("looking at {} did not come back within {}", job.target,
                                format_duration(timeout));
  finding.cause =
      "a call of the system hangs: a dead network mount or a device that does not answer";
  finding.remedies.push_back(
      {"see whether the path or its mount answers at all, or give more time with --timeout",
       std::nullopt, Needs::user});
  finding.evidence = {{"timeout_ms", timeout.count()}};
  return finding;
}

Outcome run_guarded(const Job& job, Deadline deadline) {
  try {
    return job.run(deadline);
  } catch (const std::exception& error) {
    return {"failed", {crashed(job, error.what())}, {}, false};
  } catch (...) {
    return {"failed", {crashed(job, "unknown error")}, {}, false};
  }
}

/// One thread that runs jobs, one at a time. Whoever gives up on it leaves it behind: its state is
/// shared, so a call that comes back hours later still finds its ground.
class Worker {
 public:
  Worker() : state_(std::make_shared<State>()), thread_(loop, state_) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  ~Worker() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(state_->mutex);
      state_->stop = true;
    }
    state_->changed.notify_all();
    thread_.join();
  }

  /// Nothing when it did not come back in time; the worker is of no use then.
  std::optional<Outcome> run(const Job& job, milliseconds timeout) {
    std::unique_lock lock(state_->mutex);
    state_->job = job;
    state_->deadline = Deadline::in(timeout);
    state_->outcome.reset();
    state_->changed.notify_all();
    const bool done = state_->changed.wait_for(lock, timeout + grace,
                                               [&] { return state_->outcome.has_value(); });
    if (done) return std::move(state_->outcome);
    thread_.detach();
    return std::nullopt;
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Job> job;
    std::optional<Outcome> outcome;
    Deadline deadline{Deadline::never()};
    bool stop{};
  };

  static void loop(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    for (;;) {
      state->changed.wait(lock, [&] { return state->stop || state->job; });
      if (state->stop) return;
      const auto job = *std::exchange(state->job, std::nullopt);
      const auto deadline = state->deadline;
      lock.unlock();
      auto outcome = run_guarded(job, deadline);
      lock.lock();
      state->outcome = std::move(outcome);
      state->changed.notify_all();
    }
  }

  std::shared_ptr<State> state_;
  std::thread thread_;
};

class Engine {
 public:
  explicit Engine(milliseconds timeout) : timeout_(timeout) {}

  Looked look(const Job& job) {
    const auto start = Clock::now();
    if (!worker_) worker_.emplace();
    auto outcome = worker_->run(job, timeout_);
    if (!outcome) {
      worker_.reset();
      abandoned_ = true;
      outcome = Outcome{"timed out", {timed_out(job, timeout_)}, {}, false};
    }
    return {job.check,
            job.target,
            std::move(outcome->summary),
            outcome->skipped,
            Clock::now() - start,
            std::move(outcome->findings),
            std::move(outcome->facts)};
  }

  [[nodiscard]] bool abandoned() const { return abandoned_; }

 private:
  milliseconds timeout_;
  std::optional<Worker> worker_;
  bool abandoned_ = false;
};

bool stands_in_the_way(const Looked& looked, const Judging& judging) {
  const auto least = judging.strict ? Severity::warning : Severity::error;
  return std::any_of(looked.findings.begin(), looked.findings.end(), [&](const Finding& finding) {
    const auto& ignored = judging.ignored;
    return finding.severity >= least &&
           std::find(ignored.begin(), ignored.end(), finding.code) == ignored.end();
  });
}

std::vector<std::size_t> failing(std::span<const Looked> looked, const Judging& judging) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < looked.size(); ++i)
    if (stands_in_the_way(looked[i], judging)) indices.push_back(i);
  return indices;
}

}  // namespace

RunResult run_jobs(std::span<const Job> jobs, const RunPolicy& policy,
                   const std::function<void(const Progress&)>& progress) {
  const auto start = Clock::now();
  Engine engine{policy.timeout};
  RunResult result;
  for (const auto& job : jobs) result.looked.push_back(engine.look(job));

  auto pause = first_pause;
  for (auto left = failing(result.looked, policy.judging); !left.empty();
       left = failing(result.looked, policy.judging)) {
    const auto elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    if (elapsed >= policy.wait) break;
    if (progress) progress({result.looked, elapsed});
    std::this_thread::sleep_for(std::min(pause, policy.wait - elapsed));
    pause = std::min(pause * 2, longest_pause);
    for (const auto i : left) result.looked[i] = engine.look(jobs[i]);
  }
  result.abandoned = engine.abandoned();
  return result;
}

}  // namespace preflight
