// From a plan to a report, and from a report to whoever reads it.
#pragma once

#include <functional>
#include <vector>

#include "cli/app.hpp"
#include "cli/plan.hpp"
#include "report/report.hpp"

namespace preflight {

/// Changes what was looked at before it is judged.
using Afterwards = std::function<void(std::vector<Looked>&)>;

/// `abandoned`: as of RunResult.
Report look(const LookPlan& plan, const Surroundings& around, bool& abandoned,
            const Afterwards& afterwards = {});

/// Judged by the plan's policy, and with what its formats show beside the checks.
Report report_of(const LookPlan& plan, std::vector<Looked> looked);

/// The files of --report. A report that somebody asked for and that cannot be had leaves the
/// outcome unknown to them: it becomes a finding.
void write_reports(Report& report, const LookPlan& plan, const Surroundings& around);

/// How `stream` shows a report.
RenderOptions options_for(const Stream& stream, const Output& output, const Surroundings& around);

int exit_code_of(const Report& report, ExitCodes codes);

/// Writes the report to standard output in its format, and gives the exit code.
int put_report(const Report& report, const LookPlan& plan, const Surroundings& around);

/// Writes to standard output. False: it could not be written, and standard error says so.
bool put(const Surroundings& around, std::string_view text);

std::string clean_for(const Stream& stream, std::string_view text);

/// The same, where lines stay lines.
std::string clean_lines(const Stream& stream, std::string_view text);

}  // namespace preflight
