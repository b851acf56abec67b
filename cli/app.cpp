#include "cli/app.hpp"

#include <algorithm>

#include "cli/bundle/bundle.hpp"
#include "cli/look.hpp"
#include "cli/plan.hpp"
#include "cli/run/run.hpp"
#include "cli/watch/watch.hpp"
#include "report/json.hpp"

namespace preflight {

namespace {

constexpr int wrong_usage = 2;

AppResult carry_out(const LookPlan& plan, const Surroundings& around) {
  AppResult result;
  auto report = look(plan, around, result.abandoned);
  write_reports(report, plan, around);
  result.exit_code = put_report(report, plan, around);
  return result;
}

AppResult carry_out(const TextPlan& plan, const Surroundings& around) {
  return {put(around, plan.text) ? 0 : exit_undetermined, false};
}

AppResult carry_out(const ExplainPlan& plan, const Surroundings& around) {
  Output output;
  output.color = plan.color;
  output.verbose = plan.verbose;
  const auto options = options_for(around.out, output, around);
  const auto text = plan.json ? explain_json(plan.answers) : explain_text(plan.answers, options);
  return {put(around, text) ? explain_exit_code(plan.answers) : exit_undetermined, false};
}

AppResult carry_out(const InitPlan& plan, const Surroundings& around) {
  const auto answer = init::run_init(plan.wish, [&](std::string_view key) {
    return std::find(plan.keys.begin(), plan.keys.end(), key) != plan.keys.end();
  });
  if (!answer.err.empty())
    around.err.write("preflight: " + clean_for(around.err, answer.err) + "\n");
  if (!put(around, clean_lines(around.out, answer.out))) return {exit_undetermined, false};
  return {answer.exit_code, false};
}

AppResult carry_out(const UsageFailure& failure, const Surroundings& around) {
  around.err.write("preflight: " + clean_for(around.err, failure.message) + "\n");
  if (failure.json) around.out.write(render_usage_error_json(failure.message));
  return {wrong_usage, false};
}

}  // namespace

AppResult run_app(std::span<const std::string> args, std::span<const Check> checks,
                  const Surroundings& around) {
  const auto plan =
      make_plan(args, checks, {around.read_file, around.environment, around.read_case});
  if (const auto* look_plan = std::get_if<LookPlan>(&plan)) return carry_out(*look_plan, around);
  if (const auto* init_plan = std::get_if<InitPlan>(&plan)) return carry_out(*init_plan, around);
  if (const auto* run_plan = std::get_if<RunPlan>(&plan))
    return run::run_command(*run_plan, checks, around);
  if (const auto* watch_plan = std::get_if<WatchPlan>(&plan))
    return watch::run_watch(*watch_plan, around);
  if (const auto* bundle_plan = std::get_if<BundlePlan>(&plan))
    return bundle::run_bundle(*bundle_plan, around);
  if (const auto* text_plan = std::get_if<TextPlan>(&plan)) return carry_out(*text_plan, around);
  if (const auto* explain_plan = std::get_if<ExplainPlan>(&plan))
    return carry_out(*explain_plan, around);
  return carry_out(std::get<UsageFailure>(plan), around);
}

}  // namespace preflight
