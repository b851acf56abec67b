#include <fmt/format.h>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

Known by_hand_options(const Check& check, std::span<const Check> checks) {
  Known known;
  const auto guests = guests_of(check, checks);
  for (const auto* guest : guests) known.push_back(&guest->target);
  add_all(known, check.settings);
  for (const auto* guest : guests) add_all(known, guest->settings);
  add_all(known, policy_options());
  add_all(known, output_options());
  return known;
}

Plan plan_by_hand(const Check& check, std::span<const std::string> args,
                  std::span<const Check> checks) {
  const auto guests = guests_of(check, checks);
  const auto given = parsed(args, by_hand_options(check, checks));
  no_lone_settings(given, checks);
  LookPlan plan{std::string(check.command), {}, policy_of(given, checks), output_of(given)};
  for (const auto& target : given.bare)
    plan.jobs.push_back(prepared(check, given, target, {.by_hand = true}));
  for (const auto& [option, text, line, column] : given.options)
    for (const auto* guest : guests)
      if (option == &guest->target)
        plan.jobs.push_back(prepared(*guest, given, text, {.by_hand = true}));
  if (plan.jobs.empty())
    throw UsageProblem{fmt::format("{0}: no TARGET; write `preflight {0} {1}`", check.command,
                                   check.target.value)};
  return plan;
}

}  // namespace preflight
