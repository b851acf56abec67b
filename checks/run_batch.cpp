#include "checks/run_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "checks/base/aside.hpp"
#include "checks/base/duration.hpp"

namespace preflight {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

Outcome crashed(const Job& job, std::string_view what) {
  Finding finding;
  finding.code = "check.crashed";
  finding.severity = Severity::error;
  finding.message = fmt::format("the check of {} failed inside preflight: {}", job.target, what);
  finding.remedies.push_back({"this is a defect of preflight: please report it with this message",
                              std::nullopt, Needs::person});
  return {"failed inside preflight", {std::move(finding)}, {}, false};
}

Outcome timed_out_outcome(const Job& job, milliseconds timeout) {
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
Outcome no_thread_outcome(const Job& job) {
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
          job.place,
          std::move(outcome.record)};
}

void work(const std::shared_ptr<Batch>& batch) {
  for (const auto index : batch->todo) {
    const auto& job = (*batch->jobs)[index];
    auto outcome = run_guarded(job, Deadline::in(job.timeout.value_or(batch->timeout)));
    const std::lock_guard lock(batch->bell->mutex);
    const auto now = Clock::now();
    if (batch->given_up) break;
    batch->looked.push_back(looked_of(job, std::move(outcome), now - batch->started));
    batch->started = now;
  }
  {
    const std::lock_guard lock(batch->bell->mutex);
    batch->over = true;
  }
  batch->bell->rung.notify_all();
}

}  // namespace

bool begin(const std::shared_ptr<Batch>& batch) {
  return run_aside([batch] { work(batch); });
}

Looked timed_out(const Job& job, milliseconds timeout) {
  const auto own = job.timeout.value_or(timeout);
  return looked_of(job, timed_out_outcome(job, own), own);
}

Looked no_thread(const Job& job) { return looked_of(job, no_thread_outcome(job), {}); }

bool fails(const Looked& looked, const Judging& judging) {
  const auto least = judging.strict ? Severity::warning : Severity::error;
  const auto& ignored = judging.ignored;
  return std::any_of(looked.findings.begin(), looked.findings.end(), [&](const Finding& finding) {
    return finding.severity >= least &&
           std::find(ignored.begin(), ignored.end(), finding.code) == ignored.end();
  });
}

}  // namespace preflight
