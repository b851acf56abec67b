#include <fmt/format.h>

#include <algorithm>

#include "cli/help.hpp"
#include "cli/plan_commands.hpp"

namespace preflight {

namespace {

constexpr std::string_view ready_name = "--ready";

const Check* check_named(std::span<const Check> checks, std::string_view id) {
  for (const auto& check : checks)
    if (check.id == id) return &check;
  return nullptr;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "8000" and ":8000" are of this machine, whichever of its addresses the server took.
std::string target_of(const std::string& text) {
  if (is_number(text)) return "localhost:" + text;
  return text.starts_with(':') ? "localhost" + text : text;
}

// The room whose question it is names its own option.
std::string renamed(std::string message, std::string_view option) {
  if (message.starts_with(option)) message.replace(0, option.size(), ready_name);
  return message;
}

std::optional<Job> ready_of(const Given& given, std::span<const Check> checks) {
  if (!given.has(ready_name)) return std::nullopt;
  const auto text = given.last(ready_name);
  const bool url = text.find("://") != std::string::npos;
  const auto* check = check_named(checks, url ? "url" : "reach");
  if (check == nullptr)
    throw UsageProblem{fmt::format("{}: '{}': this preflight cannot ask {}; name a {}", ready_name,
                                   text, url ? "a URL" : "a port", url ? "port" : "URL")};
  try {
    return prepared(*check, given, url ? text : target_of(text));
  } catch (const UsageProblem& problem) {
    throw UsageProblem{renamed(problem.message, check->target.name)};
  }
}

}  // namespace

Plan plan_run(std::span<const std::string> args, std::span<const Check> checks,
              const Sources& sources) {
  const auto dashes = std::find(args.begin(), args.end(), "--");
  auto known = target_options(checks);
  add_all(known, run_options());
  auto given = parsed(args.first(static_cast<std::size_t>(dashes - args.begin())), known);
  no_bare_words(given, "run", "; the command stands behind --");
  if (dashes == args.end() || dashes + 1 == args.end())
    throw UsageProblem{"run: no COMMAND; write e.g. `preflight run --port 8000 -- python3 app.py`"};
  RunPlan plan;
  plan.command.assign(dashes + 1, args.end());
  plan.grace = duration_of(given, "--grace", "10s");
  plan.ready = ready_of(given, checks);
  plan.gate = plan_targets("run", std::move(given), checks, sources).look;
  return plan;
}

}  // namespace preflight
