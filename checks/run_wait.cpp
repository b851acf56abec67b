#include "checks/run_wait.hpp"

#include <algorithm>
#include <utility>

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{500};
constexpr milliseconds between_tellings{100};

/// A check that is waited for.
struct One {
  std::size_t index{};
  std::shared_ptr<Batch> batch{};  ///< the look that is under way
  Clock::time_point next{};        ///< when the next is begun, where none is
  milliseconds pause{first_pause};
  bool last{};  ///< there is time for no other look
};

class Wait {
 public:
  Wait(const Jobs& jobs, const RunPolicy& policy, std::vector<Looked>& looked,
       std::shared_ptr<Bell> bell, Clock::time_point start, const Tell& tell)
      : jobs_(jobs),
        policy_(policy),
        looked_(looked),
        bell_(std::move(bell)),
        start_(start),
        end_(start + policy.wait),
        tell_(tell) {}

  WaitResult run(std::vector<std::shared_ptr<Batch>> hung) {
    const auto now = Clock::now();
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      if (!fails(looked_[i], policy_.judging)) continue;
      ones_.push_back({i, std::move(hung[i]), now, first_pause, now >= end_});
      waited_.push_back({i, std::nullopt});
      if (!ones_.back().batch) sleep(ones_.back(), now);
    }
    std::unique_lock lock(bell_->mutex);
    while (true) {
      const bool left = advance();
      const bool goes_on = told();
      result_.stopped = left && !goes_on;
      if (!left || !goes_on) break;
      bell_->rung.wait_until(lock, next_event());
    }
    for (const auto& one : ones_) result_.abandoned |= one.batch && !one.batch->over;
    return result_;
  }

 private:
  // The last look begins when the time is over, not a pause before.
  void sleep(One& one, Clock::time_point now) {
    one.last = now >= end_;
    one.next = std::min(now + one.pause, end_);
    one.pause = std::min(one.pause * 2, longest_pause);
  }

  /// False where nothing is left to wait for.
  bool advance() {
    const auto now = Clock::now();
    bool left = false;
    for (std::size_t i = 0; i < ones_.size(); ++i)
      if (!waited_[i].passed_after) left |= advance(ones_[i], waited_[i], now);
    return left;
  }

  bool advance(One& one, Waited& waited, Clock::time_point now) {
    if (one.batch) {
      if (!came_back(one, waited, now)) return !one.batch->given_up || now < end_;
      if (waited.passed_after) return false;
    }
    if (one.last) return false;
    if (now >= one.next) look(one, now);
    return true;
  }

  bool came_back(One& one, Waited& waited, Clock::time_point now) {
    auto& batch = *one.batch;
    if (!batch.over) {
      if (batch.given_up || now < batch.limit()) return false;
      batch.given_up = true;
      result_.abandoned = true;
      looked_[one.index] = timed_out((*jobs_)[one.index], policy_.timeout);
      return false;
    }
    if (!batch.looked.empty()) looked_[one.index] = std::move(batch.looked.front());
    one.batch.reset();
    if (!fails(looked_[one.index], policy_.judging))
      waited.passed_after = std::chrono::duration_cast<milliseconds>(now - start_);
    sleep(one, now);
    return true;
  }

  void look(One& one, Clock::time_point now) {
    const std::vector<std::size_t> todo{one.index};
    one.batch = std::make_shared<Batch>(jobs_, todo, policy_.timeout, bell_);
    if (begin(one.batch)) return;
    one.batch.reset();
    looked_[one.index] = no_thread((*jobs_)[one.index]);
    sleep(one, now);
  }

  [[nodiscard]] bool told() const {
    if (!tell_) return true;
    const auto elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - start_);
    return tell_({looked_, waited_, elapsed, nullptr});
  }

  [[nodiscard]] Clock::time_point next_event() const {
    auto at = Clock::now() + between_tellings;
    for (std::size_t i = 0; i < ones_.size(); ++i) {
      if (waited_[i].passed_after) continue;
      const auto& batch = ones_[i].batch;
      if (!batch)
        at = std::min(at, ones_[i].next);
      else if (!batch->given_up)
        at = std::min(at, batch->limit());
    }
    return at;
  }

  const Jobs& jobs_;
  const RunPolicy& policy_;
  std::vector<Looked>& looked_;
  std::shared_ptr<Bell> bell_;
  Clock::time_point start_, end_;
  const Tell& tell_;
  std::vector<One> ones_{};
  std::vector<Waited> waited_{};  ///< beside `ones_`
  WaitResult result_{};
};

}  // namespace

WaitResult wait_for(const Jobs& jobs, const RunPolicy& policy, std::vector<Looked>& looked,
                    std::vector<std::shared_ptr<Batch>> hung, std::shared_ptr<Bell> bell,
                    std::chrono::steady_clock::time_point start, const Tell& tell) {
  return Wait{jobs, policy, looked, std::move(bell), start, tell}.run(std::move(hung));
}

}  // namespace preflight
