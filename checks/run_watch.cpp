#include "checks/run_watch.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "checks/run_batch.hpp"

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds between_questions{50};

class Rounds {
 public:
  Rounds(std::span<const Job> jobs, const WatchPolicy& policy, const Watcher& watcher)
      : jobs_(std::make_shared<const std::vector<Job>>(jobs.begin(), jobs.end())),
        policy_(policy),
        watcher_(watcher),
        hung_(jobs.size()) {}

  WatchEnd run() {
    auto next = Clock::now();
    while (sleep_until(next) && round()) {
      ++end_.rounds;
      watcher_.round_over();
      if (end_.rounds == policy_.rounds) break;
      next = std::max(next + policy_.interval, Clock::now());
    }
    const std::lock_guard lock(bell_->mutex);
    for (const auto& batch : hung_) end_.abandoned |= batch && !batch->over;
    return end_;
  }

 private:
  /// False: who watches wants no more.
  bool sleep_until(Clock::time_point next) {
    while (true) {
      if (!watcher_.goes_on()) return false;
      const auto now = Clock::now();
      if (now >= next) return true;
      std::this_thread::sleep_until(std::min(next, now + between_questions));
    }
  }

  /// False: it was broken off.
  bool round() {
    watcher_.round_begins();
    auto todo = not_hung();
    while (!todo.empty()) {
      const auto batch = std::make_shared<Batch>(jobs_, todo, policy_.timeout, bell_);
      if (!begin(batch)) {
        for (const auto index : todo) watcher_.came(index, no_thread((*jobs_)[index]));
        return true;
      }
      const auto done = follow(*batch);
      if (stopped_) hung_[todo[std::min(done, todo.size() - 1)]] = batch;
      if (stopped_ || done == todo.size()) return !stopped_;
      const auto index = todo[done];
      hung_[index] = batch;
      watcher_.came(index, timed_out((*jobs_)[index], policy_.timeout));
      todo.erase(todo.begin(), todo.begin() + static_cast<std::ptrdiff_t>(done) + 1);
    }
    return true;
  }

  std::vector<std::size_t> not_hung() {
    const std::lock_guard lock(bell_->mutex);
    std::vector<std::size_t> todo;
    for (std::size_t i = 0; i < hung_.size(); ++i) {
      if (hung_[i] && hung_[i]->over) hung_[i].reset();
      if (!hung_[i]) todo.push_back(i);
    }
    return todo;
  }

  /// Tells of each look of the batch as it comes back. How many did: all, or those before the one
  /// that was given up or broken off.
  std::size_t follow(Batch& batch) {
    std::size_t told = 0;
    std::unique_lock lock(bell_->mutex);
    while (true) {
      const bool over = batch.over;
      while (told < batch.looked.size()) {
        auto looked = std::move(batch.looked[told]);
        lock.unlock();
        watcher_.came(batch.todo[told++], std::move(looked));
        lock.lock();
      }
      if (over) return told;
      if (stopped_ || Clock::now() >= batch.limit()) {
        batch.given_up = true;
        return told;
      }
      bell_->rung.wait_until(lock, std::min(batch.limit(), Clock::now() + between_questions),
                             [&] { return batch.over || told < batch.looked.size(); });
      if (batch.over) continue;
      lock.unlock();
      stopped_ = !watcher_.goes_on();
      lock.lock();
    }
  }

  Jobs jobs_;
  const WatchPolicy& policy_;
  const Watcher& watcher_;
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::vector<std::shared_ptr<Batch>> hung_;  ///< by job: the look that has not come back
  bool stopped_{};
  WatchEnd end_{};
};

}  // namespace

WatchEnd watch_jobs(std::span<const Job> jobs, const WatchPolicy& policy, const Watcher& watcher) {
  return Rounds{jobs, policy, watcher}.run();
}

}  // namespace preflight
