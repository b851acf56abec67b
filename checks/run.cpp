#include "checks/run.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include "checks/run_batch.hpp"
#include "checks/run_wait.hpp"

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds between_steps{100};

class Engine {
 public:
  Engine(std::span<const Job> jobs, milliseconds timeout, const Tell& tell)
      : jobs_(std::make_shared<const std::vector<Job>>(jobs.begin(), jobs.end())),
        timeout_(timeout),
        tell_(tell),
        hung_(jobs.size()) {}

  std::vector<Looked> look_at_all() {
    std::vector<Looked> looked(jobs_->size());
    std::vector<std::size_t> todo(jobs_->size());
    std::iota(todo.begin(), todo.end(), std::size_t{0});
    while (!todo.empty()) {
      auto batch = std::make_shared<Batch>(jobs_, todo, timeout_, bell_);
      if (!begin(batch)) {
        for (const auto index : todo) looked[index] = no_thread((*jobs_)[index]);
        break;
      }
      auto done = collect(*batch);
      const auto count = done.size();
      for (std::size_t i = 0; i < count; ++i) looked[todo[i]] = std::move(done[i]);
      if (count == todo.size()) break;
      const auto& job = (*jobs_)[todo[count]];
      looked[todo[count]] = timed_out(job, timeout_);
      hung_[todo[count]] = std::move(batch);
      todo.erase(todo.begin(), todo.begin() + static_cast<std::ptrdiff_t>(count) + 1);
    }
    return looked;
  }

  [[nodiscard]] const Jobs& jobs() const { return jobs_; }
  [[nodiscard]] const std::shared_ptr<Bell>& bell() const { return bell_; }
  /// By job: where its look was left behind.
  [[nodiscard]] const std::vector<std::shared_ptr<Batch>>& hung() const { return hung_; }

 private:
  // All of the batch, or what came before the job that was given up.
  [[nodiscard]] std::vector<Looked> collect(Batch& batch) const {
    std::unique_lock lock(bell_->mutex);
    while (!batch.over) {
      const auto limit = batch.limit();
      if (Clock::now() >= limit) {
        batch.given_up = true;
        break;
      }
      const auto& job =
          (*batch.jobs)[batch.todo[std::min(batch.looked.size(), batch.todo.size() - 1)]];
      if (!tell_ || !job.steps) {
        bell_->rung.wait_until(lock, limit);
        continue;
      }
      bell_->rung.wait_until(lock, std::min(limit, Clock::now() + between_steps));
      if (!batch.over) static_cast<void>(tell_({{}, {}, {}, &job}));
    }
    return std::move(batch.looked);
  }

  Jobs jobs_;
  milliseconds timeout_;
  const Tell& tell_;
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::vector<std::shared_ptr<Batch>> hung_;
};

}  // namespace

RunResult run_jobs(std::span<const Job> jobs, const RunPolicy& policy, const Tell& tell) {
  const auto start = Clock::now();
  Engine engine{jobs, policy.timeout, tell};
  RunResult result;
  result.looked = engine.look_at_all();
  const auto& hung = engine.hung();
  result.abandoned =
      std::any_of(hung.begin(), hung.end(), [](const auto& batch) { return batch != nullptr; });
  if (policy.wait.count() == 0) return result;
  const auto waited =
      wait_for(engine.jobs(), policy, result.looked, hung, engine.bell(), start, tell);
  result.abandoned |= waited.abandoned;
  result.stopped = waited.stopped;
  return result;
}

}  // namespace preflight
