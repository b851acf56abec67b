#include "cli/look.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/append.hpp"
#include "cli/host.hpp"
#include "cli/terminal.hpp"
#include "cli/waiting.hpp"
#include "cli/workflow.hpp"
#include "report/clean.hpp"
#include "report/github.hpp"
#include "report/markdown.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

constexpr std::size_t file_columns = 100;  ///< of a page that no terminal shows

bool wants_color(ColorChoice choice, const Stream& stream, const Surroundings& around) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  if (around.environment("TERM") == "dumb") return false;
  // no-color.org: set and not empty.
  const auto no_color = around.environment("NO_COLOR");
  return stream.colors && (!no_color || no_color->empty());
}

// GitHub's runner says what it is ("Default environment variables").
const Format& format_of(const LookPlan& plan, const Surroundings& around) {
  const auto& output = plan.output;
  if (output.format_given || (plan.command != "check" && plan.command != "run"))
    return *output.format;
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

bool needs_host(const Output& output) {
  if (output.format->needs_host) return true;
  for (const auto& [format, path] : output.reports)
    if (format->needs_host) return true;
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

RenderOptions explaining(RenderOptions options, const LookPlan& plan, const Surroundings& around) {
  options.help = [&plan](std::string_view code) { return help_for(code, plan.checks); };
  options.asked_by = workflow_file(around.environment("GITHUB_WORKFLOW_REF").value_or(""));
  return options;
}

// Nobody should take a case for the machine before them.
void tell_recorded(const Recorded& recorded, const Surroundings& around) {
  const auto& host = recorded.host;
  around.err.write(clean_for(around.err, fmt::format("preflight: a case of {} ({} {}), seen {}; "
                                                     "nothing was looked at here",
                                                     host.name, host.os, host.os_version,
                                                     rfc3339(recorded.at))) +
                   "\n");
}

}  // namespace

std::string clean_for(const Stream& stream, std::string_view text) {
  return stream.unicode ? clean(text) : clean_ascii(text);
}

std::string clean_lines(const Stream& stream, std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    result += clean_for(stream, text.substr(0, end));
    if (end < text.size()) result += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
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

bool put(const Surroundings& around, std::string_view text) {
  if (around.out.write(text)) return true;
  around.err.write("preflight: cannot write to standard output\n");
  return false;
}

RenderOptions options_for(const Stream& stream, const Output& output, const Surroundings& around) {
  return {wants_color(output.color, stream, around), stream.unicode,
          stream.is_terminal ? stream.width : file_columns, output.quiet, output.verbose};
}

void write_reports(Report& report, const LookPlan& plan, const Surroundings& around) {
  const auto& output = plan.output;
  const auto plain =
      explaining({false, true, file_columns, output.quiet, output.verbose}, plan, around);
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

Report report_of(const LookPlan& plan, std::vector<Looked> looked) {
  auto report = make_report(std::move(looked), plan.policy.judging);
  report.command = plan.command;
  report.started_at =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  if (plan.recorded) {
    report.host = plan.recorded->host;
    report.started_at = plan.recorded->at;
  } else if (needs_host(plan.output)) {
    report.host = this_host();
  }
  return report;
}

Report look(const LookPlan& plan, const Surroundings& around, bool& abandoned,
            const Afterwards& afterwards) {
  const auto started_at =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto start = std::chrono::steady_clock::now();
  if (plan.recorded && !plan.output.quiet) tell_recorded(*plan.recorded, around);
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
  if (afterwards) afterwards(result.looked);
  const auto duration = std::chrono::steady_clock::now() - start;
  auto report = report_of(plan, std::move(result.looked));
  if (!plan.recorded) report.started_at = started_at;
  report.duration = duration;
  return report;
}

int put_report(const Report& report, const LookPlan& plan, const Surroundings& around) {
  const auto& output = plan.output;
  const auto& format = format_of(plan, around);
  if (format.render == render_github) add_job_summary(report, around);
  const auto options = explaining(options_for(around.out, output, around), plan, around);
  const bool told = put(around, format.render(report, options));
  if (!told && report.exit_code == 0)
    return output.exit_codes == ExitCodes::nssm ? 99 : exit_undetermined;
  return exit_code_of(report, output.exit_codes);
}

}  // namespace preflight
