#include "cli/run/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "checks/base/aside.hpp"
#include "checks/base/duration.hpp"
#include "cli/look.hpp"
#include "cli/run/already.hpp"
#include "cli/run/run.hpp"
#include "report/console.hpp"

namespace preflight::run {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_looks{20};
constexpr milliseconds between_tries{100};

/// One question whether the server answers, asked on a thread of its own: the command is watched
/// meanwhile.
struct Asked {
  std::mutex mutex{};
  bool over{}, answered{};
};

std::shared_ptr<Asked> ask(const RunPlan& plan) {
  auto asked = std::make_shared<Asked>();
  const bool begun =
      run_aside([asked, job = *plan.ready, policy = RunPolicy{plan.gate.policy.timeout, {}, {}}] {
        const auto result = run_jobs({&job, 1}, policy, {});
        const auto report = make_report(result.looked, {});
        const std::lock_guard lock(asked->mutex);
        asked->answered = report.verdict == Verdict::ready;
        asked->over = true;
      });
  if (!begun) asked->over = true;
  return asked;
}

class Watcher {
 public:
  Watcher(const Watching& watching, Life& life)
      : plan_(watching.plan), watching_(watching), life_(life) {}

  void watch() {
    if (plan_.ready && !life_.answered_before && !wait_until_ready()) return;
    const auto left = plan_.grace - lived();
    if (left.count() <= 0) return;
    if (const auto end = life_.wait(Deadline::in(left))) tell_end(*end);
  }

 private:
  [[nodiscard]] milliseconds lived() const {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - life_.started);
  }

  // False where the command has ended.
  bool wait_until_ready() {
    const auto limit = Deadline::in(ready_limit(plan_));
    while (!limit.passed()) {
      const auto asked = ask(plan_);
      for (bool over = false; !over;) {
        if (const auto end = life_.wait(limit.earlier(Deadline::in(between_looks)))) {
          tell_end(*end);
          return false;
        }
        const std::lock_guard lock(asked->mutex);
        over = asked->over || limit.passed();
        announced_ = asked->answered;
      }
      if (announced_) {
        say(fmt::format("{} answers, {} after the start", plan_.ready->target,
                        format_duration(lived())));
        return true;
      }
      if (const auto end = life_.wait(limit.earlier(Deadline::in(between_tries)))) {
        tell_end(*end);
        return false;
      }
    }
    tell_late();
    return true;
  }

  void say(const std::string& text) const {
    if (plan_.gate.output.quiet) return;
    const auto& err = watching_.around.err;
    err.write(clean_for(err, "preflight: " + text) + "\n");
  }

  void tell_late() const {
    Finding finding;
    finding.code = "run.not-ready";
    finding.severity = Severity::warning;
    finding.message =
        fmt::format("{} did not answer within {} of the start; {} runs on", plan_.ready->target,
                    format_duration(ready_limit(plan_)), in_words(plan_.command));
    finding.remedies.push_back(
        {"see what the server says, or give it more time with --wait", std::nullopt, Needs::user});
    say(finding.message);
    written({looked_of(std::move(finding), "does not answer")});
  }

  [[nodiscard]] Looked looked_of(Finding finding, const std::string& summary) const {
    return {"run", in_words(plan_.command), summary, false, lived(), {std::move(finding)}, {}};
  }

  void tell_end(const End& end) const {
    if (was_wanted(end)) {
      if (!end.asked_to_stop)
        say(fmt::format("{} was stopped ({}), {} after its start", in_words(plan_.command),
                        end_in_words(end, watching_.program.windows), format_duration(lived())));
      return;
    }
    const EndFacts facts{end,
                         life_.said(),
                         in_words(plan_.command),
                         watching_.program.path,
                         lived(),
                         watching_.program.windows,
                         watching_.program.script,
                         announced_};
    auto finding = judge_end(facts);
    const bool may_be_well = finding.severity == Severity::warning;
    if (may_be_well) say(finding.message + ": did it go to the background?");
    std::vector<Looked> looked{looked_of(std::move(finding), end_in_words(end, facts.windows))};
    look_again(looked, may_lack_library(facts));
    const auto report = written(std::move(looked));
    if (may_be_well) return;
    const auto& err = watching_.around.err;
    err.write(render_console(report, options_for(err, plan_.gate.output, watching_.around)));
  }

  // What has changed since the gate; a port may have been taken in between.
  void look_again(std::vector<Looked>& looked, bool libraries) const {
    auto jobs = plan_.gate.jobs;
    if (libraries) add_imports(jobs);
    auto policy = plan_.gate.policy;
    policy.wait = milliseconds{0};
    auto result = run_jobs(jobs, policy, {});
    tell_already_running(result.looked, plan_.command, watching_.program);
    std::move(result.looked.begin(), result.looked.end(), std::back_inserter(looked));
  }

  void add_imports(std::vector<Job>& jobs) const {
    for (const auto& check : watching_.checks) {
      if (check.id != "imports") continue;
      Request request;
      request.target = watching_.program.path;
      auto prepared = check.prepare(request);
      if (auto* job = std::get_if<Job>(&prepared)) jobs.push_back(std::move(*job));
    }
  }

  Report written(std::vector<Looked> looked) const {
    auto report = report_of(plan_.gate, std::move(looked));
    report.started_at -= lived();
    report.duration = lived();
    write_reports(report, plan_.gate, watching_.around);
    return report;
  }

  const RunPlan& plan_;
  const Watching& watching_;
  Life& life_;
  bool announced_{};
};

}  // namespace

milliseconds ready_limit(const RunPlan& plan) {
  const auto& policy = plan.gate.policy;
  return policy.wait.count() > 0 ? policy.wait : policy.timeout;
}

void watch_start(const Watching& watching, Life& life) { Watcher(watching, life).watch(); }

}  // namespace preflight::run
