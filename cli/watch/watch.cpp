#include "cli/watch/watch.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "checks/run_watch.hpp"
#include "cli/block.hpp"
#include "cli/look.hpp"
#include "cli/watch/lines.hpp"
#include "cli/watch/standing.hpp"
#include "cli/watch/table.hpp"

namespace preflight::watch {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_drawings{100};
constexpr milliseconds drawn_again{1000};  ///< how long it holds rises by seconds
/// Who was stopped by Ctrl-Z for so long finds the lines of a shell below its table.
constexpr milliseconds lost_place{3000};

enum class Manner { table, log, lines };

Timestamp wall_clock() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

class Session {
 public:
  Session(const WatchPlan& plan, const Surroundings& around)
      : plan_(plan),
        around_(around),
        manner_(plan.json                                     ? Manner::lines
                : around.out.is_terminal && around.out.colors ? Manner::table
                                                              : Manner::log),
        standing_(plan.look.jobs, plan.look.policy.judging),
        block_(around.out, options_for(around.out, plan.look.output, around).color),
        quiet_err_(around) {
    // Told again only when it is something else: a folder that is gone stays gone for many rounds.
    quiet_err_.err.write = [this](std::string_view text) {
      complaints_ += text;
      return true;
    };
  }

  AppResult run() {
    const auto& look = plan_.look;
    const auto end =
        watch_jobs(look.jobs, {plan_.interval, look.policy.timeout, plan_.count},
                   {[this] { begin_round(); },
                    [this](std::size_t index, Looked looked) { came(index, std::move(looked)); },
                    [this] { round_over(); }, [this] { return goes_on(); }});
    return finish(end);
  }

 private:
  void begin_round() {
    started_at_ = wall_clock();
    started_ = Clock::now();
  }

  void came(std::size_t index, Looked looked) {
    dirty_ = true;
    const auto change = standing_.take(index, std::move(looked), Clock::now());
    if (!change) return;
    const auto& stand = standing_.stands()[index];
    const auto& output = plan_.look.output;
    if (manner_ == Manner::lines) say(json_check(stand, *change, rounds_ + 1, wall_clock()));
    const bool told = change->from || !output.quiet || stand.result.status != Status::pass;
    if (manner_ == Manner::log && told)
      say(log_line(stand, *change, wall_clock(), output.verbose, around_.out.unicode));
  }

  void round_over() {
    ++rounds_;
    dirty_ = true;
    if (plan_.look.output.reports.empty()) {
      report_ = standing_.report();
    } else {
      report_ = report_of(plan_.look, looked());
      report_->started_at = started_at_;
      report_->duration = Clock::now() - started_;
      write_files();
    }
    tell_verdict();
  }

  void tell_verdict() {
    const auto change = standing_.take(*report_, Clock::now());
    if (change && manner_ == Manner::lines)
      say(json_verdict(*report_, *change, rounds_, wall_clock()));
  }

  [[nodiscard]] std::vector<Looked> looked() const {
    std::vector<Looked> all;
    for (const auto& stand : standing_.stands()) all.push_back(stand.looked);
    return all;
  }

  void write_files() {
    complaints_.clear();
    write_reports(*report_, plan_.look, quiet_err_);
    if (complaints_ != told_complaints_ && !complaints_.empty()) around_.err.write(complaints_);
    told_complaints_ = complaints_;
  }

  bool goes_on() {
    if (around_.interrupted && around_.interrupted()) return false;
    if (unwritten_ || (around_.out.lost && around_.out.lost())) return false;
    const auto now = Clock::now();
    if (manner_ == Manner::table) {
      if (asked_ != Clock::time_point{} && now - asked_ > lost_place) unwritten_ |= !block_.leave();
      draw_when_due();
    }
    asked_ = now;
    return true;
  }

  void draw_when_due() {
    const auto now = Clock::now();
    const auto since = now - drawn_;
    if (drawn_ != Clock::time_point{} && since < (dirty_ ? between_drawings : drawn_again)) return;
    draw(now, false);
  }

  void draw(Clock::time_point now, bool over) {
    const auto& output = plan_.look.output;
    const auto rows =
        table({&standing_, report_ ? &*report_ : nullptr, now, rounds_, plan_.interval, over,
               around_.out.unicode, output.quiet, output.verbose, block_.size()});
    unwritten_ |= !block_.draw(rows);
    drawn_ = now;
    dirty_ = false;
  }

  void say(const std::string& text) {
    if (!unwritten_ && !put(around_, text)) unwritten_ = true;
  }

  AppResult finish(const WatchEnd& end) {
    const bool unwritten_file = !told_complaints_.empty();
    report_ = standing_.report();
    if (unwritten_file) leave_open(*report_);
    tell_verdict();
    switch (manner_) {
      case Manner::lines:
        say(json_end(*report_, rounds_, standing_.changes(), wall_clock()));
        break;
      case Manner::table:
        draw(Clock::now(), true);
        block_.leave();
        break;
      case Manner::log:
        sum_up();
        break;
    }
    if (unwritten_) leave_open(*report_);
    return {exit_code_of(*report_, plan_.look.output.exit_codes), end.abandoned};
  }

  void sum_up() {
    if (plan_.look.output.quiet) return;
    around_.err.write(fmt::format("preflight: watched {} {}, {} {}\n", rounds_,
                                  rounds_ == 1 ? "round" : "rounds", standing_.changes(),
                                  standing_.changes() == 1 ? "change" : "changes"));
  }

  const WatchPlan& plan_;
  const Surroundings& around_;
  Manner manner_;
  Standing standing_;
  Block block_;
  Surroundings quiet_err_;
  std::string complaints_{}, told_complaints_{};
  std::optional<Report> report_{};  ///< of the last round
  std::size_t rounds_{};
  Timestamp started_at_{};
  Clock::time_point started_{}, asked_{}, drawn_{};
  bool dirty_{};
  bool unwritten_{};  ///< standard output takes no more
};

}  // namespace

AppResult run_watch(const WatchPlan& plan, const Surroundings& around) {
  return Session{plan, around}.run();
}

}  // namespace preflight::watch
