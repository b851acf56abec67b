#include <fmt/format.h>

#include "checks/codes/codes.hpp"
#include "cli/config_schema.hpp"
#include "cli/help.hpp"
#include "cli/list.hpp"
#include "cli/plan_commands.hpp"
#include "cli/watch/schema.hpp"
#include "report/schema.hpp"

namespace preflight {

namespace {

std::optional<codes::Family> family_of(const Given& given) {
  if (!given.has("--as")) return std::nullopt;
  const auto word = given.last("--as");
  if (const auto family = codes::family_of(word)) return family;
  throw UsageProblem{
      fmt::format("--as: '{}' is none of {}", word, fmt::join(codes::family_words(), ", "))};
}

}  // namespace

Plan plan_list(std::span<const std::string> args, std::span<const Check> checks, const Sources&) {
  const auto given = parsed(args, list_option());
  no_bare_words(given, "list");
  const auto format = given.last("--format", "console");
  if (format == "json") return TextPlan{list_json(checks)};
  if (format == "console") return TextPlan{list_text(checks)};
  throw UsageProblem{
      fmt::format("--format: '{}' is no format of list; there are console, json", format)};
}

Plan plan_schema(std::span<const std::string> args, std::span<const Check> checks, const Sources&) {
  const auto given = parsed(args, {});
  const auto of = given.bare.empty() ? "report" : given.bare.back();
  if (given.bare.size() > 1 || (of != "report" && of != "config" && of != "watch"))
    throw UsageProblem{fmt::format(
        "schema: '{}' has no schema; there are `preflight schema report`, `preflight schema "
        "config` and `preflight schema watch`",
        of)};
  if (of == "watch") return TextPlan{watch::watch_schema()};
  return TextPlan{of == "config" ? config_schema(checks) : std::string(report_schema())};
}

Plan plan_explain(std::span<const std::string> args, std::span<const Check> checks,
                  const Sources&) {
  const auto given = parsed(args, explain_options());
  if (given.bare.empty())
    throw UsageProblem{"explain: no CODE; write e.g. `preflight explain 1053`"};
  ExplainPlan plan;
  const auto format = given.last("--format", "console");
  if (format != "json" && format != "console")
    throw UsageProblem{
        fmt::format("--format: '{}' is no format of explain; there are console, json", format)};
  plan.json = format == "json";
  plan.verbose = given.has("--verbose");
  plan.color = color_of(given);
  const auto family = family_of(given);
  for (const auto& code : given.bare) plan.answers.push_back(explain(code, family, checks));
  return plan;
}

}  // namespace preflight
