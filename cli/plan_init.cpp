#include <fmt/format.h>

#include <algorithm>

#include "cli/help.hpp"
#include "cli/init/gate_lines.hpp"
#include "cli/nearest.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

Plan plan_init(std::span<const std::string> args, std::span<const Check> checks, const Sources&) {
  Known known;
  add_all(known, init_options());
  const auto given = parsed(args, known);
  if (given.bare.size() > 1)
    throw UsageProblem{fmt::format("init: one folder, and not '{}' as well", given.bare[1])};
  InitPlan plan;
  if (!given.bare.empty()) plan.wish.folder = given.bare[0];
  plan.wish.print = given.has("--print");
  plan.wish.gate = given.last("--for");
  plan.wish.service = given.last("--service");
  if (plan.wish.print && given.has("--for"))
    throw UsageProblem{"--print and --for exclude each other"};
  const auto names = init::gate_names();
  if (given.has("--for") && std::find(names.begin(), names.end(), plan.wish.gate) == names.end())
    throw UsageProblem{fmt::format("--for: '{}' is none of {}{}", plan.wish.gate,
                                   fmt::join(names, ", "), did_you_mean(plan.wish.gate, names))};
  if (given.has("--service") && plan.wish.service.find_first_of("\"\r\n") != std::string::npos)
    throw UsageProblem{"--service: a service has no quotes in its name"};
  for (const auto* option : config_targets(checks)) plan.keys.emplace_back(key_of(*option));
  for (const auto* option : config_policy(checks)) plan.keys.emplace_back(key_of(*option));
  return plan;
}

}  // namespace preflight
