// A point in time after which a probe must have given up.
#pragma once

#include <algorithm>
#include <chrono>

namespace preflight {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline in(std::chrono::milliseconds span) { return Deadline{Clock::now() + span}; }
  static Deadline never() { return Deadline{Clock::time_point::max()}; }

  [[nodiscard]] bool passed() const { return Clock::now() >= at_; }

  /// Time left, never negative; capped at one day so that it can be handed to any system call.
  [[nodiscard]] std::chrono::milliseconds left() const {
    if (at_ == Clock::time_point::max()) return std::chrono::hours(24);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(at_ - Clock::now());
    return std::clamp(rest, std::chrono::milliseconds(0),
                      std::chrono::milliseconds(std::chrono::hours(24)));
  }

  [[nodiscard]] Deadline earlier(Deadline other) const { return at_ < other.at_ ? *this : other; }

 private:
  explicit Deadline(Clock::time_point at) : at_(at) {}
  Clock::time_point at_;
};

}  // namespace preflight
