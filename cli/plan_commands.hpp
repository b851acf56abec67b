// The commands one by one: from the words behind the name of a command to its plan. Each throws a
// UsageProblem for wrong usage.
#pragma once

#include <span>
#include <string>

#include "cli/plan_options.hpp"

namespace preflight {

/// The options of every command that takes targets as `check` does.
Known target_options(std::span<const Check> checks);

/// Those, and --facts.
Known check_options(std::span<const Check> checks);

/// Those of `watch`: what repeats by itself does not wait.
std::vector<const Option*> options_of_watch(std::span<const Check> checks);

/// Those of `bundle`: targets and policy of `check`, and where the case goes.
Known bundle_options_of(std::span<const Check> checks);

struct TargetsPlan {
  LookPlan look{};     ///< may have no job
  std::string file{};  ///< the configuration that was read; empty: none
};

/// Targets and policy of `given` and of the configuration that it names, or that lies in the folder
/// where it names no target. `record`: their facts are to be written down.
TargetsPlan plan_targets(std::string command, Given given, std::span<const Check> checks,
                         const Sources& sources, bool record = false);

/// The same with at least one job: without one there is nothing to `command`.
LookPlan plan_some_targets(std::string command, Given given, std::span<const Check> checks,
                           const Sources& sources);

Plan plan_check(std::span<const std::string> args, std::span<const Check> checks,
                const Sources& sources);
Plan plan_run(std::span<const std::string> args, std::span<const Check> checks,
              const Sources& sources);
Plan plan_watch(std::span<const std::string> args, std::span<const Check> checks,
                const Sources& sources);
Plan plan_bundle(std::span<const std::string> args, std::span<const Check> checks,
                 const Sources& sources);
Plan plan_explain(std::span<const std::string> args, std::span<const Check> checks,
                  const Sources& sources);
Plan plan_init(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources);
Plan plan_list(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources);
Plan plan_schema(std::span<const std::string> args, std::span<const Check> checks,
                 const Sources& sources);

Plan plan_help(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources);
Plan plan_completions(std::span<const std::string> args, std::span<const Check> checks,
                      const Sources& sources);
Plan plan_man(std::span<const std::string> args, std::span<const Check> checks,
              const Sources& sources);

/// The options of `preflight port` and the like.
Known by_hand_options(const Check& check, std::span<const Check> checks);

/// `preflight port 8000`: the command by hand of `check`.
Plan plan_by_hand(const Check& check, std::span<const std::string> args,
                  std::span<const Check> checks);

}  // namespace preflight
