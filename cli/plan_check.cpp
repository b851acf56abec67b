#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/bundle/facts.hpp"
#include "cli/config_command.hpp"
#include "cli/config_file.hpp"
#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

/// The words of `check`, and what a configuration puts before them.
struct Asked {
  Given given{};
  std::string file{};  ///< the configuration; empty: none was read
};

FileText read(const Sources& sources, const std::string& path) {
  if (sources.read_file) return sources.read_file(path);
  return {std::nullopt, true, "there are no files"};
}

// The words come after what the file says, so that they override its policy.
void add_file(Asked& asked, const std::string& path, std::string_view text,
              std::span<const Check> checks, const Sources& sources) {
  const auto profiles = asked.given.all("--profile");
  auto config = read_config(text, checks, profiles, sources.environment);
  if (const auto* error = std::get_if<ConfigError>(&config)) {
    const auto spot =
        error->spot ? fmt::format(":{}:{}", error->spot->line, error->spot->column) : std::string();
    throw UsageProblem{fmt::format("{}{}: {}", path, spot, error->message)};
  }
  std::vector<GivenOption> all;
  for (auto& [option, value, spot] : std::get<Config>(config)) {
    const bool file = option->names_file != nullptr && option->names_file(value);
    auto seen = file                    ? beside(path, value)
                : takes_object(*option) ? command_beside(path, std::move(value))
                                        : std::move(value);
    all.push_back({option, std::move(seen), spot.line, spot.column});
  }
  auto& options = asked.given.options;
  all.insert(all.end(), std::make_move_iterator(options.begin()),
             std::make_move_iterator(options.end()));
  options = std::move(all);
  asked.file = path;
}

bool names_target(const Given& given, std::span<const Check> checks) {
  return std::any_of(given.options.begin(), given.options.end(), [&](const GivenOption& option) {
    return std::any_of(checks.begin(), checks.end(),
                       [&](const Check& check) { return option.option == &check.target; });
  });
}

// A start script that names its targets must not hang on what lies in the folder, nor pay for it.
void add_configuration(Asked& asked, std::span<const Check> checks, const Sources& sources) {
  const auto files = asked.given.all("--config");
  if (files.size() > 1) throw UsageProblem{"--config: one file is read, and several are given"};
  const bool wanted = !files.empty() || asked.given.has("--profile");
  if (!wanted && names_target(asked.given, checks)) return;
  const auto path = files.empty() ? std::string(config_name) : files[0];
  const auto content = read(sources, path);
  if (content.text) return add_file(asked, path, *content.text, checks, sources);
  if (!wanted && content.missing) return;
  throw UsageProblem{fmt::format("{}: '{}' cannot be read: {}",
                                 files.empty() && wanted ? "--profile" : "--config", path,
                                 content.error)};
}

const GivenOption* blamed(const Given& given, std::string_view message, const GivenOption* target) {
  const auto name = message.substr(0, message.find_first_of(": "));
  if (target != nullptr && target->option->name == name) return target;
  const GivenOption* found = target;
  for (const auto& option : given.options)
    if (option.option->name == name &&
        (found == target || message.find("'" + option.text + "'") != std::string_view::npos))
      found = &option;
  return found;
}

/// "--port: '80x' is not ..." with the place in the configuration before it, where it comes from
/// there.
std::string located(const Asked& asked, const std::string& message, const GivenOption* target) {
  const auto* option = blamed(asked.given, message, target);
  if (option == nullptr || option->line == 0) return message;
  const std::size_t dashes = message.starts_with("--") ? 2 : 0;
  return fmt::format("{}:{}:{}: {}", asked.file, option->line, option->column,
                     message.substr(dashes));
}

void add_job(LookPlan& plan, const Check& check, const Asked& asked, const GivenOption& target,
             bool record) {
  try {
    auto& job =
        plan.jobs.emplace_back(prepared(check, asked.given, target.text, {.record = record}));
    if (target.line > 0) job.place = Place{asked.file, target.line};
  } catch (const UsageProblem& failure) {
    throw UsageProblem{located(asked, failure.message, &target)};
  }
}

RunPolicy policy_of(const Asked& asked, std::span<const Check> checks) {
  try {
    return policy_of(asked.given, checks);
  } catch (const UsageProblem& failure) {
    throw UsageProblem{located(asked, failure.message, nullptr)};
  }
}

// What was looked at, and how, the case has decided; what blocks, and how it is shown, are still
// the caller's to say.
void no_looking(const Given& given) {
  Known allowed;
  add_all(allowed, output_options());
  const auto is_allowed = [&](const GivenOption& option) {
    const auto name = option.option->name;
    return name == "--facts" || name == "--strict" || name == "--ignore" ||
           std::find(allowed.begin(), allowed.end(), option.option) != allowed.end();
  };
  for (const auto& option : given.options)
    if (!is_allowed(option))
      throw UsageProblem{fmt::format(
          "{}: a case says what was looked at; with --facts it has no place", option.option->name)};
  if (given.all("--facts").size() > 1)
    throw UsageProblem{"--facts: one case is judged, and several are given"};
}

LookPlan plan_recorded(const Given& given, std::span<const Check> checks, const Sources& sources) {
  no_looking(given);
  const auto path = given.last("--facts");
  const auto text = sources.read_case ? sources.read_case(path)
                                      : FileText{std::nullopt, true, "there are no files"};
  if (!text.text)
    throw UsageProblem{fmt::format("--facts: '{}' cannot be read: {}", path, text.error)};
  auto facts = read_facts(*text.text, checks);
  if (const auto* bad = std::get_if<BadFacts>(&facts))
    throw UsageProblem{fmt::format("--facts: {}: {}", path, bad->message)};
  auto& [version, host, at, jobs] = std::get<CaseFacts>(facts);
  LookPlan plan{"check", std::move(jobs), policy_of(given, checks), output_of(given)};
  plan.recorded = Recorded{std::move(host), at};
  return plan;
}

}  // namespace

Known check_options(std::span<const Check> checks) {
  auto known = target_options(checks);
  add_all(known, facts_option());
  return known;
}

Known target_options(std::span<const Check> checks) {
  Known known;
  for (const auto& check : checks)
    if (!check.target.name.empty()) known.push_back(&check.target);
  for (const auto& check : checks) add_all(known, check.settings);
  add_all(known, policy_options());
  add_all(known, config_options());
  add_all(known, output_options());
  return known;
}

TargetsPlan plan_targets(std::string command, Given given, std::span<const Check> checks,
                         const Sources& sources, bool record) {
  Asked asked{std::move(given), {}};
  add_configuration(asked, checks, sources);
  no_lone_settings(asked.given, checks);
  LookPlan plan{std::move(command), {}, policy_of(asked, checks), output_of(asked.given)};
  for (const auto& target : asked.given.options)
    for (const auto& check : checks)
      if (target.option == &check.target) add_job(plan, check, asked, target, record);
  return {std::move(plan), std::move(asked.file)};
}

LookPlan plan_some_targets(std::string command, Given given, std::span<const Check> checks,
                           const Sources& sources) {
  auto [plan, file] = plan_targets(std::move(command), std::move(given), checks, sources);
  if (!plan.jobs.empty()) return std::move(plan);
  if (!file.empty())
    throw UsageProblem{
        fmt::format("{}: nothing to {}: it names no target, and neither does the "
                    "command line",
                    file, plan.command)};
  throw UsageProblem{
      fmt::format("nothing to {0}: name a target, e.g. `preflight {0} --port 8000 --db app.db`, or "
                  "write them into a {1}, of which there is none here",
                  plan.command, config_name)};
}

Plan plan_check(std::span<const std::string> args, std::span<const Check> checks,
                const Sources& sources) {
  auto given = parsed(args, check_options(checks));
  no_bare_words(given, "check", "; write e.g. --port 8000 --db app.db");
  if (given.has("--facts")) return plan_recorded(given, checks, sources);
  return plan_some_targets("check", std::move(given), checks, sources);
}

}  // namespace preflight
