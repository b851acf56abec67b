#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

bool wants_json(const Given& given) {
  const auto format = given.last("--format", "console");
  if (format == "console" || format == "json") return format == "json";
  throw UsageProblem{fmt::format(
      "--format: '{}': watch has console and json; other formats are written after every round by "
      "--report FORMAT=FILE",
      format)};
}

std::chrono::milliseconds interval_of(const Given& given) {
  const auto interval = duration_of(given, "--interval", "5s");
  if (interval.count() == 0)
    throw UsageProblem{
        fmt::format("--interval: '{}' is too short; 1ms is the least", given.last("--interval"))};
  return interval;
}

std::size_t count_of(const Given& given) {
  if (!given.has("--count")) return 0;
  const auto text = given.last("--count");
  std::size_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || stop != end || count == 0)
    throw UsageProblem{fmt::format("--count: '{}' is no number of rounds (1, 2, ...)", text)};
  return count;
}

// Those of the lines are no format of a report: the looks need not find facts for them.
void remove_format(Given& given) {
  std::erase_if(given.options,
                [](const GivenOption& option) { return option.option->name == "--format"; });
}

}  // namespace

Plan plan_watch(std::span<const std::string> args, std::span<const Check> checks,
                const Sources& sources) {
  auto known = options_of_watch(checks);
  add_all(known, policy_options());
  auto given = parsed(args, known);
  no_bare_words(given, "watch", "; write e.g. --port 8000 --db app.db");
  if (given.has("--wait"))
    throw UsageProblem{"--wait: watch repeats by itself; --interval says how often"};
  WatchPlan plan;
  plan.json = wants_json(given);
  plan.interval = interval_of(given);
  plan.count = count_of(given);
  remove_format(given);
  plan.look = plan_some_targets("watch", std::move(given), checks, sources);
  plan.look.checks = checks;
  // A configuration may say it for `check`.
  plan.look.policy.wait = {};
  return plan;
}

}  // namespace preflight
