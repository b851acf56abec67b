// From one look after the other to what has changed. Pure: who asks says what time it is.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight::watch {

/// Never set back, whatever happens to the clock of the machine.
using Clock = std::chrono::steady_clock;

/// How one check stands.
struct Stand {
  std::string check{}, target{};
  std::size_t looks{};        ///< that came back or were given up; 0: nothing is known yet
  std::size_t failures{};     ///< how often it went from well to failing, or to unknown
  Clock::time_point since{};  ///< when its status became what it is
  Looked looked{};            ///< the last look
  CheckResult result{};       ///< the same, judged
};

struct Change {
  std::size_t index{};
  std::optional<Status> from{};  ///< nothing: this is the first look
  /// How long `from` has held; where the status is the same, it holds on.
  Clock::duration lasted{};
};

struct VerdictChange {
  std::optional<Verdict> from{};
  Clock::duration lasted{};
};

/// All checks and the verdict on them. As large after a year as after the first round.
class Standing {
 public:
  Standing(std::span<const Job> jobs, Judging judging);

  /// A change is another status; or the same with other findings that count (their codes), or with
  /// other processes behind what blocks. What a finding says changes from look to look (how long,
  /// how much) and is none.
  std::optional<Change> take(std::size_t index, Looked looked, Clock::time_point now);

  /// A change is another verdict or another exit code.
  std::optional<VerdictChange> take(const Report& report, Clock::time_point now);

  /// The report of how it stands. Where a check was not looked at yet it is not "ready".
  [[nodiscard]] Report report() const;

  [[nodiscard]] std::span<const Stand> stands() const { return stands_; }
  [[nodiscard]] const Judging& judging() const { return judging_; }
  /// Of checks, since the first look at each.
  [[nodiscard]] std::size_t changes() const { return changes_; }
  [[nodiscard]] Clock::time_point verdict_since() const { return verdict_since_; }

 private:
  Judging judging_;
  std::vector<Stand> stands_{};
  std::vector<std::string> faces_{};  ///< by check: what is the same while nothing changes
  std::size_t changes_{};
  std::optional<Verdict> verdict_{};
  int exit_code_{};
  Clock::time_point verdict_since_{};
};

/// Not "ready" but "undetermined": something is not known that belongs to it.
void leave_open(Report& report);

/// "passing", "warning", "failing", "unknown", "skipped"
std::string_view state(Status status);

/// "12 s", "3 min", "5 h 12 min", "3 d 4 h"
std::string span_text(Clock::duration span);

}  // namespace preflight::watch
