#include "cli/run/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/shell_word.hpp"
#include "cli/look.hpp"
#include "cli/run/already.hpp"
#include "cli/run/starter.hpp"
#include "cli/run/watch.hpp"
#include "report/console.hpp"

namespace preflight::run {

namespace {

constexpr int nssm_blocks = 99, nagios_critical = 2;
constexpr int stopped = 130;  ///< as of a shell, for SIGINT

Looked looked_of(const RunPlan& plan, Finding finding) {
  const auto* summary = finding.code == "run.not-found" ? "not found" : "cannot be run";
  return {"run", in_words(plan.command), summary, false, {}, {std::move(finding)}, {}};
}

AppResult cannot_start(const RunPlan& plan, const ProgramFacts& program, Finding finding,
                       const Surroundings& around) {
  const auto& gate = plan.gate;
  auto report = report_of(gate, {looked_of(plan, std::move(finding))});
  write_reports(report, gate, around);
  put_report(report, gate, around);
  switch (gate.output.exit_codes) {
    case ExitCodes::nssm:
      return {nssm_blocks, false};
    case ExitCodes::nagios:
      return {nagios_critical, false};
    default:
      return {shell_code(program), false};
  }
}

// Standard output is the command's: what there is to say goes to standard error.
void say_ready(const RunPlan& plan, const Report& report, const Surroundings& around) {
  if (plan.gate.output.quiet) return;
  const auto& err = around.err;
  if (report.summary.warn > 0) {
    err.write(render_console(report, options_for(err, plan.gate.output, around)));
    return;
  }
  err.write(clean_for(err, fmt::format("preflight: ready, {} passed; starting {}",
                                       report.summary.pass, in_words(plan.command))) +
            "\n");
}

bool pass_gate(const RunPlan& plan, const ProgramFacts& program, const Surroundings& around,
               AppResult& result) {
  auto report = look(plan.gate, around, result.abandoned, [&](std::vector<Looked>& looked) {
    tell_already_running(looked, plan.command, program);
  });
  write_reports(report, plan.gate, around);
  if (report.verdict == Verdict::ready) {
    say_ready(plan, report, around);
    return true;
  }
  result.exit_code = put_report(report, plan.gate, around);
  return false;
}

// Who pressed Ctrl-C while the last check passed wants no server. Asked only where waiting has
// asked before: what catches the signals is in place then.
bool was_stopped(const RunPlan& plan, const Surroundings& around) {
  return plan.gate.policy.wait.count() > 0 && around.interrupted && around.interrupted();
}

// Whoever answers before the start cannot tell that the command does.
bool answers_already(const RunPlan& plan, const Surroundings& around, AppResult& result) {
  constexpr std::chrono::milliseconds longest{2000};
  const auto looked =
      run_jobs({&*plan.ready, 1}, {std::min(plan.gate.policy.timeout, longest), {}, {}}, {});
  result.abandoned = result.abandoned || looked.abandoned;
  if (make_report(looked.looked, {}).verdict != Verdict::ready) return false;
  if (!plan.gate.output.quiet)
    around.err.write(
        clean_for(around.err, fmt::format("preflight: {} answers before the start: it cannot tell "
                                          "when {} is ready",
                                          plan.ready->target, in_words(plan.command))) +
        "\n");
  return true;
}

// Between the look and the start the file may have gone, or the kernel knows better.
AppResult refused(const RunPlan& plan, ProgramFacts program, SystemError error,
                  const Surroundings& around) {
  auto again = find_program(program.name);
  if (again.trouble != Trouble::none) {
    program = std::move(again);
  } else {
    program.trouble = Trouble::refused;
    program.error = error;
  }
  auto finding = judge_program(program);
  return cannot_start(plan, program, *std::move(finding), around);
}

}  // namespace

std::string in_words(const std::vector<std::string>& command) {
  constexpr auto plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./\\-+,:@=%";
  std::string line;
  for (const auto& word : command) {
    const bool quoted = word.empty() || word.find_first_not_of(plain) != std::string::npos;
    line += (line.empty() ? "" : " ") + (quoted ? shell_word(word, false) : word);
  }
  return line;
}

AppResult run_command(const RunPlan& plan, std::span<const Check> checks,
                      const Surroundings& around) {
  auto program = find_program(plan.command.front());
  if (auto finding = judge_program(program))
    return cannot_start(plan, program, *std::move(finding), around);

  const Watching watching{plan, program, checks, around};
  Watch watch;
  if (plan.grace.count() > 0 || plan.ready)
    watch = [&watching](Life& life) { watch_start(watching, life); };
  Starter starter(std::move(watch), !plan.gate.output.reports.empty());

  AppResult result;
  if (!plan.gate.jobs.empty() && !pass_gate(plan, program, around, result)) return result;
  if (was_stopped(plan, around)) return {stopped, result.abandoned};
  const bool answered = plan.ready && answers_already(plan, around, result);
  const auto ended = starter.start({program, plan.command, result.abandoned, answered});
  if (ended.not_started.code != 0) return refused(plan, program, ended.not_started, around);
  result.exit_code = end_like(ended.end);
  return result;
}

}  // namespace preflight::run
