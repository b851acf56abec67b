#include <fmt/format.h>

#include "cli/command_words.hpp"
#include "cli/commands.hpp"
#include "cli/completions.hpp"
#include "cli/help.hpp"
#include "cli/man.hpp"
#include "cli/nearest.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

[[noreturn]] void fail_unknown_topic(std::string_view topic, std::span<const Check> checks) {
  for (const auto& command : command_words(checks))
    if (command.name == "help")
      throw UsageProblem{fmt::format("help: '{}' is neither a check nor a command{}", topic,
                                     did_you_mean(topic, command.bare_value.words))};
  throw UsageProblem{fmt::format("help: '{}' is neither a check nor a command", topic)};
}

}  // namespace

Plan plan_help(std::span<const std::string> args, std::span<const Check> checks, const Sources&) {
  const auto given = parsed(args, {});
  if (given.bare.empty()) return TextPlan{help_overview(checks)};
  if (given.bare.size() > 1)
    throw UsageProblem{
        fmt::format("help: one check or command at a time, and there is '{}' too", given.bare[1])};
  const auto& topic = given.bare.front();
  if (auto text = help_topic(topic, checks); !text.empty()) return TextPlan{std::move(text)};
  for (const auto& command : all_commands())
    if (command.name == topic) return TextPlan{command.help(checks)};
  for (const auto& check : checks)
    if (!check.command.empty() && check.command == topic)
      return TextPlan{help_by_hand(check, checks)};
  fail_unknown_topic(topic, checks);
}

Plan plan_completions(std::span<const std::string> args, std::span<const Check> checks,
                      const Sources&) {
  const auto given = parsed(args, {});
  std::vector<std::string_view> known;
  for (const auto& shell : all_shells()) known.push_back(shell.name);
  if (given.bare.size() != 1)
    throw UsageProblem{fmt::format("completions: name one shell: {}", fmt::join(known, ", "))};
  for (const auto& shell : all_shells())
    if (shell.name == given.bare[0]) return TextPlan{shell.script(command_words(checks))};
  throw UsageProblem{
      fmt::format("completions: '{}' is no shell that preflight knows{}; there are {}",
                  given.bare[0], did_you_mean(given.bare[0], known), fmt::join(known, ", "))};
}

Plan plan_man(std::span<const std::string> args, std::span<const Check> checks, const Sources&) {
  no_bare_words(parsed(args, {}), "man");
  return TextPlan{manual_page(checks)};
}

}  // namespace preflight
