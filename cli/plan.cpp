#include "cli/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/nearest.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

const Check* check_by_hand(std::span<const Check> checks, std::string_view command) {
  for (const auto& check : checks)
    if (!check.command.empty() && check.command == command) return &check;
  return nullptr;
}

[[noreturn]] void fail_unknown_command(std::string_view name, std::span<const Check> checks) {
  std::vector<std::string_view> known;
  for (const auto& command : all_commands()) known.push_back(command.name);
  for (const auto& check : checks)
    if (!check.command.empty()) known.push_back(check.command);
  throw UsageProblem{fmt::format("'{}' is no command{}; `preflight --help` shows them", name,
                                 did_you_mean(name, known))};
}

bool asks_for_help(std::span<const std::string> args) {
  for (const auto& word : args) {
    if (word == "--") return false;
    if (word == "-h" || word == "--help") return true;
  }
  return false;
}

Plan plan_of(std::span<const std::string> args, std::span<const Check> checks,
             const Sources& sources) {
  if (args.empty()) throw UsageProblem{"no command; `preflight --help` shows them"};
  const auto& name = args.front();
  if (name == "-h" || name == "--help") return TextPlan{help_overview(checks)};
  if (name == "--version") return TextPlan{"preflight " PREFLIGHT_VERSION "\n"};
  const auto rest = args.subspan(1);
  const bool help = asks_for_help(rest);
  for (const auto& command : all_commands())
    if (command.name == name)
      return help ? TextPlan{command.help(checks)} : command.plan(rest, checks, sources);
  if (const auto* check = check_by_hand(checks, name))
    return help ? TextPlan{help_by_hand(*check, checks)} : plan_by_hand(*check, rest, checks);
  fail_unknown_command(name, checks);
}

bool wants_json(std::span<const std::string> args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--format=json" || args[i] == "-fjson" || args[i] == "-f=json") return true;
    if ((args[i] == "--format" || args[i] == "-f") && i + 1 < args.size() && args[i + 1] == "json")
      return true;
  }
  return false;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

Plan make_plan(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources) {
  try {
    auto plan = plan_of(args, checks, sources);
    if (auto* look = std::get_if<LookPlan>(&plan)) look->checks = checks;
    if (auto* bundle = std::get_if<BundlePlan>(&plan)) bundle->look.checks = checks;
    return plan;
  } catch (const UsageProblem& problem) {
    return UsageFailure{one_line(problem.message), wants_json(args)};
  }
}

}  // namespace preflight
