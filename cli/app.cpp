#include "cli/app.hpp"

#include <fmt/format.h>

#include "cli/append.hpp"
#include "cli/host.hpp"
#include "cli/plan.hpp"
#include "cli/terminal.hpp"
#include "cli/waiting.hpp"
#include "report/clean.hpp"
#include "report/github.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"

namespace preflight {

namespace {

constexpr int wrong_usage = 2;
constexpr int undetermined = 3;
constexpr std::size_t file_columns = 100;  ///< of a page that no terminal shows

std::string clean_for(const Stream& stream, std::string_view text) {
  return stream.unicode ? clean(text) : clean_ascii(text);
}

bool wants_color(ColorChoice choice, const Surroundings& around) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  if (around.environment("TERM") == "dumb") return false;
  // no-color.org: set and not empty.
  const auto no_color = around.environment("NO_COLOR");
  return around.out.colors && (!no_color || no_color->empty());
}

// GitHub's runner says what it is ("Default environment variables").
const Format& format_of(const LookPlan& plan, const Surroundings& around) {
  const auto& output = plan.output;
  if (output.format_given || plan.command != "check") return *output.format;
  return around.environment("GITHUB_ACTIONS") == "true" ? *find_format("github") : *output.format;
}

// What the runner shows on the page of the job. The report stands in the log as well, so that a
// summary which cannot be written changes nothing.
void add_job_summary(const Report& report, const Surroundings& around) {
  const auto path = around.environment("GITHUB_STEP_SUMMARY");
  if (!path || path->empty()) return;
  if (!append_to(*path, render_markdown(report, {}) + "\n"))
    around.err.write("preflight: cannot write the job summary\n");
}

int exit_code_of(const Report& report, ExitCodes codes) {
  const int own = report.exit_code;
  switch (codes) {
    case ExitCodes::own:
      return own;
    case ExitCodes::nssm:
      return own == 0 ? 0 : 99;
    case ExitCodes::nagios:
      if (report.verdict == Verdict::blocked) return 2;
      if (report.verdict == Verdict::undetermined) return 3;
      return report.summary.warn > 0 ? 1 : 0;
  }
  return own;
}

bool needs_host(const Output& output) {
  if (output.format->needs_host) return true;
  for (const auto& [format, path] : output.reports)
    if (format->needs_host) return true;
  return false;
}

bool put(const Surroundings& around, std::string_view text) {
  if (around.out.write(text)) return true;
  around.err.write("preflight: cannot write to standard output\n");
  return false;
}

Looked not_written(const std::string& path, const SystemError& error) {
  Finding finding;
  finding.code = "report.not-written";
  finding.severity = Severity::error;
  finding.message = fmt::format("the report could not be written to {}", path);
  finding.cause = fmt::format("{} ({})", text(error), symbol(error));
  finding.remedies.push_back(
      {"name a place for --report that can be written", std::nullopt, Needs::user});
  return {"report", path, "not written", false, {}, {std::move(finding)}, {}};
}

/// A report that somebody asked for and that cannot be had leaves the outcome unknown to them.
void write_reports(Report& report, const LookPlan& plan, const Surroundings& around) {
  const auto& output = plan.output;
  const RenderOptions plain{false, true, file_columns, output.quiet, output.verbose};
  std::vector<Looked> failures;
  for (const auto& [format, path] : output.reports)
    if (const auto error = write_whole(path, format->render(report, plain)))
      failures.push_back(not_written(path, *error));
  for (auto& failure : failures) {
    around.err.write(
        clean_for(around.err, fmt::format("preflight: cannot write {}: {}", failure.target,
                                          failure.findings.front().cause.value_or(""))) +
        "\n");
    add_check(report, std::move(failure), plan.policy.judging);
  }
}

Report look(const LookPlan& plan, const Surroundings& around, bool& abandoned) {
  const auto started_at =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto start = std::chrono::steady_clock::now();
  Waiting waiting{around.err, plan.policy.wait};
  auto result = run_jobs(plan.jobs, plan.policy, [&](const Progress& progress) {
    // Asked first: who reads that preflight waits may end it from then on.
    const bool goes_on =
        progress.underway != nullptr || !around.interrupted || !around.interrupted();
    if (!plan.output.quiet) waiting.show(progress);
    return goes_on;
  });
  waiting.finish();
  if (result.stopped) around.err.write("preflight: waiting was ended; this is how it stands\n");
  abandoned = result.abandoned;
  auto report = make_report(std::move(result.looked), plan.policy.judging);
  report.command = plan.command;
  report.started_at = started_at;
  report.duration = std::chrono::steady_clock::now() - start;
  if (needs_host(plan.output)) report.host = this_host();
  return report;
}

AppResult run(const LookPlan& plan, const Surroundings& around) {
  AppResult result;
  auto report = look(plan, around, result.abandoned);
  write_reports(report, plan, around);
  const auto& output = plan.output;
  const RenderOptions options{wants_color(output.color, around), around.out.unicode,
                              around.out.is_terminal ? around.out.width : file_columns,
                              output.quiet, output.verbose};
  result.exit_code = exit_code_of(report, output.exit_codes);
  const auto& format = format_of(plan, around);
  if (format.render == render_github) add_job_summary(report, around);
  const bool told = put(around, format.render(report, options));
  if (!told && report.exit_code == 0)
    result.exit_code = output.exit_codes == ExitCodes::nssm ? 99 : undetermined;
  return result;
}

AppResult run(const TextPlan& plan, const Surroundings& around) {
  return {put(around, plan.text) ? 0 : undetermined, false};
}

AppResult run(const ExplainPlan& plan, const Surroundings& around) {
  const RenderOptions options{wants_color(plan.color, around), around.out.unicode,
                              around.out.is_terminal ? around.out.width : file_columns, false,
                              plan.verbose};
  const auto text = plan.json ? explain_json(plan.answers) : explain_text(plan.answers, options);
  return {put(around, text) ? explain_exit_code(plan.answers) : undetermined, false};
}

AppResult run(const UsageFailure& failure, const Surroundings& around) {
  around.err.write("preflight: " + clean_for(around.err, failure.message) + "\n");
  if (failure.json) around.out.write(render_usage_error_json(failure.message));
  return {wrong_usage, false};
}

}  // namespace

AppResult run_app(std::span<const std::string> args, std::span<const Check> checks,
                  const Surroundings& around) {
  const auto plan = make_plan(args, checks, {around.read_file, around.environment});
  if (const auto* look_plan = std::get_if<LookPlan>(&plan)) return run(*look_plan, around);
  if (const auto* text_plan = std::get_if<TextPlan>(&plan)) return run(*text_plan, around);
  if (const auto* explain_plan = std::get_if<ExplainPlan>(&plan)) return run(*explain_plan, around);
  return run(std::get<UsageFailure>(plan), around);
}

}  // namespace preflight
