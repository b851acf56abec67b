#include <fmt/format.h>

#include <algorithm>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

// A case has every format that is of use, so none of them is to be named.
bool is_of_bundle(const Option* option) {
  const auto output = output_options();
  const bool shows = option >= output.data() && option < output.data() + output.size();
  return !shows || option->name == "--quiet" || option->name == "--verbose";
}

}  // namespace

Known bundle_options_of(std::span<const Check> checks) {
  auto known = target_options(checks);
  known.erase(std::remove_if(known.begin(), known.end(),
                             [](const Option* option) { return !is_of_bundle(option); }),
              known.end());
  add_all(known, bundle_options());
  return known;
}

Plan plan_bundle(std::span<const std::string> args, std::span<const Check> checks,
                 const Sources& sources) {
  auto given = parsed(args, bundle_options_of(checks));
  no_bare_words(given, "bundle", "; write e.g. --port 8000 -o case.zip");
  if (given.all("--output").size() > 1)
    throw UsageProblem{"--output: one case is written, and several are named"};
  if (given.has("--output") && given.last("--output").empty())
    throw UsageProblem{"--output: '' is no name for a case"};
  BundlePlan plan;
  plan.output = given.last("--output");
  plan.logs = given.all("--log");
  plan.force = given.has("--force");
  plan.no_users = given.has("--no-users");
  // As a report of `check`: that is what it is, and what it is judged again by.
  auto [look, file] = plan_targets("check", std::move(given), checks, sources, true);
  plan.look = std::move(look);
  plan.config = std::move(file);
  if (plan.look.jobs.empty())
    throw UsageProblem{
        "bundle: nothing to look at: name a target, e.g. `preflight bundle --port 8000 -o "
        "case.zip`, or a preflight.json that has some"};
  return plan;
}

}  // namespace preflight
