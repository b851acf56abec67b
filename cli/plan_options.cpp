#include "cli/plan_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "cli/help.hpp"
#include "cli/nearest.hpp"

namespace preflight {

namespace {

const Format& format_named(std::string_view option, std::string_view name) {
  if (const auto* format = find_format(name)) return *format;
  std::vector<std::string_view> known;
  for (const auto& format : all_formats()) known.push_back(format.name);
  throw UsageProblem{fmt::format("{}: '{}' is no format{}; there are {}", option, name,
                                 did_you_mean(name, known), fmt::join(known, ", "))};
}

template <class Choice, std::size_t N>
Choice choice(const Given& given, std::string_view name,
              const std::pair<std::string_view, Choice> (&choices)[N]) {
  const auto text = given.last(name, choices[0].first);
  for (const auto& [word, value] : choices)
    if (word == text) return value;
  std::vector<std::string_view> known;
  for (const auto& entry : choices) known.push_back(entry.first);
  throw UsageProblem{fmt::format("{}: '{}' is none of {}", name, text, fmt::join(known, ", "))};
}

std::pair<const Format*, std::string> report_file(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    throw UsageProblem{fmt::format("--report: '{}' is not FORMAT=FILE", text)};
  return {&format_named("--report", text.substr(0, equals)), text.substr(equals + 1)};
}

bool shows_facts(const Given& given) {
  const auto shows = [](std::string_view name) {
    const auto* format = find_format(name);
    return format != nullptr && format->shows_facts;
  };
  const auto reports = given.all("--report");
  return shows(given.last("--format")) ||
         std::any_of(reports.begin(), reports.end(), [&](const std::string& text) {
           return shows(std::string_view{text}.substr(0, text.find('=')));
         });
}

}  // namespace

void add_all(Known& known, std::span<const Option> options) {
  for (const auto& option : options)
    if (std::none_of(known.begin(), known.end(),
                     [&](const Option* other) { return other->name == option.name; }))
      known.push_back(&option);
}

Given parsed(std::span<const std::string> args, const Known& known) {
  auto result = parse_args(args, known);
  if (auto* error = std::get_if<UsageError>(&result)) throw UsageProblem{std::move(error->message)};
  return std::get<Given>(std::move(result));
}

void no_bare_words(const Given& given, std::string_view command, std::string_view hint) {
  if (!given.bare.empty())
    throw UsageProblem{
        fmt::format("{}: '{}' belongs to no option{}", command, given.bare[0], hint)};
}

void no_lone_settings(const Given& given, std::span<const Check> checks) {
  for (const auto& check : checks)
    for (const auto& setting : check.settings)
      if (setting.needs_target && given.has(setting.name) && !given.has(check.target.name))
        throw UsageProblem{
            fmt::format("{} needs {} {}", setting.name, check.target.name, check.target.value)};
}

std::chrono::milliseconds duration_of(const Given& given, std::string_view name,
                                      std::string_view fallback) {
  const auto text = given.last(name, fallback);
  const auto span = parse_duration(text);
  if (!span)
    throw UsageProblem{fmt::format(
        "{}: '{}' is not a duration (250ms, 2s, 5m; a bare number is seconds)", name, text)};
  return *span;
}

ColorChoice color_of(const Given& given) {
  return choice<ColorChoice>(given, "--color",
                             {{"auto", ColorChoice::automatic},
                              {"always", ColorChoice::always},
                              {"never", ColorChoice::never}});
}

Output output_of(const Given& given) {
  Output output;
  output.format = &format_named("--format", given.last("--format", "console"));
  output.format_given = given.has("--format");
  for (const auto& text : given.all("--report")) output.reports.push_back(report_file(text));
  output.color = color_of(given);
  output.exit_codes = choice<ExitCodes>(
      given, "--exit-codes",
      {{"own", ExitCodes::own}, {"nagios", ExitCodes::nagios}, {"nssm", ExitCodes::nssm}});
  // With that format preflight is a plugin.
  if (output.format->name == "nagios" && !given.has("--exit-codes"))
    output.exit_codes = ExitCodes::nagios;
  output.quiet = given.has("--quiet");
  output.verbose = given.has("--verbose");
  if (output.quiet && output.verbose)
    throw UsageProblem{"--quiet and --verbose exclude each other"};
  return output;
}

RunPolicy policy_of(const Given& given, std::span<const Check> checks) {
  RunPolicy policy;
  policy.timeout = duration_of(given, "--timeout", "10s");
  if (policy.timeout.count() == 0)
    throw UsageProblem{"--timeout: '" + given.last("--timeout") +
                       "' leaves a check no time at all"};
  policy.wait = duration_of(given, "--wait", "0");
  policy.judging.strict = given.has("--strict");
  policy.judging.ignored = given.all("--ignore");
  if (policy.judging.ignored.empty()) return policy;
  const auto codes = known_codes(checks);
  for (const auto& code : policy.judging.ignored)
    if (std::find(codes.begin(), codes.end(), code) == codes.end())
      throw UsageProblem{
          fmt::format("--ignore: '{}' is no finding code{}; `preflight list` shows them all", code,
                      did_you_mean(code, codes))};
  return policy;
}

Job prepared(const Check& check, const Given& given, const std::string& target, Asking asking) {
  const bool verbose = given.has("--verbose");
  Request request{
      target,       {}, asking.by_hand, verbose, verbose || asking.record || shows_facts(given),
      asking.record};
  for (const auto& setting : check.settings)
    for (auto& text : given.all(setting.name))
      request.settings.emplace_back(setting.name, std::move(text));
  auto result = check.prepare(request);
  if (auto* error = std::get_if<UsageError>(&result)) throw UsageProblem{std::move(error->message)};
  return std::get<Job>(std::move(result));
}

}  // namespace preflight
