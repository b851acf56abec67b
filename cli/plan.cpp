#include "cli/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "checks/codes/codes.hpp"
#include "cli/args.hpp"
#include "cli/config_schema.hpp"
#include "cli/help.hpp"
#include "cli/list.hpp"
#include "cli/nearest.hpp"
#include "report/schema.hpp"

namespace preflight {

namespace {

constexpr std::string_view config_name = "preflight.json";

/// Wrong usage, from wherever it is seen up to make_plan().
struct Failure {
  std::string message;
};

std::chrono::milliseconds duration(const Given& given, std::string_view name,
                                   std::string_view fallback) {
  const auto text = given.last(name, fallback);
  const auto span = parse_duration(text);
  if (!span)
    throw Failure{fmt::format(
        "{}: '{}' is not a duration (250ms, 2s, 5m; a bare number is seconds)", name, text)};
  return *span;
}

const Format& format_named(std::string_view option, std::string_view name) {
  if (const auto* format = find_format(name)) return *format;
  std::vector<std::string_view> known;
  for (const auto& format : all_formats()) known.push_back(format.name);
  throw Failure{fmt::format("{}: '{}' is no format{}; there are {}", option, name,
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
  throw Failure{fmt::format("{}: '{}' is none of {}", name, text, fmt::join(known, ", "))};
}

std::pair<const Format*, std::string> report_file(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    throw Failure{fmt::format("--report: '{}' is not FORMAT=FILE", text)};
  return {&format_named("--report", text.substr(0, equals)), text.substr(equals + 1)};
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
  if (output.quiet && output.verbose) throw Failure{"--quiet and --verbose exclude each other"};
  return output;
}

RunPolicy policy_of(const Given& given, std::span<const Check> checks) {
  RunPolicy policy;
  policy.timeout = duration(given, "--timeout", "10s");
  if (policy.timeout.count() == 0)
    throw Failure{"--timeout: '" + given.last("--timeout") + "' leaves a check no time at all"};
  policy.wait = duration(given, "--wait", "0");
  policy.judging.strict = given.has("--strict");
  policy.judging.ignored = given.all("--ignore");
  if (policy.judging.ignored.empty()) return policy;
  const auto codes = known_codes(checks);
  for (const auto& code : policy.judging.ignored)
    if (std::find(codes.begin(), codes.end(), code) == codes.end())
      throw Failure{
          fmt::format("--ignore: '{}' is no finding code{}; `preflight list` shows them all", code,
                      did_you_mean(code, codes))};
  return policy;
}

Job prepared(const Check& check, const Given& given, const std::string& target, bool by_hand) {
  Request request{target, {}, by_hand, given.has("--verbose")};
  for (const auto& setting : check.settings)
    for (auto& text : given.all(setting.name))
      request.settings.emplace_back(setting.name, std::move(text));
  auto result = check.prepare(request);
  if (auto* error = std::get_if<UsageError>(&result)) throw Failure{std::move(error->message)};
  return std::get<Job>(std::move(result));
}

using Known = std::vector<const Option*>;

// Two rooms may share a setting; it is one option.
void add_all(Known& known, std::span<const Option> options) {
  for (const auto& option : options)
    if (std::none_of(known.begin(), known.end(),
                     [&](const Option* other) { return other->name == option.name; }))
      known.push_back(&option);
}

Given parsed(std::span<const std::string> args, const Known& known) {
  auto result = parse_args(args, known);
  if (auto* error = std::get_if<UsageError>(&result)) throw Failure{std::move(error->message)};
  return std::get<Given>(std::move(result));
}

void no_bare_words(const Given& given, std::string_view command, std::string_view hint = "") {
  if (!given.bare.empty())
    throw Failure{fmt::format("{}: '{}' belongs to no option{}", command, given.bare[0], hint)};
}

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
    throw Failure{fmt::format("{}{}: {}", path, spot, error->message)};
  }
  std::vector<GivenOption> all;
  for (auto& [option, value, spot] : std::get<Config>(config)) {
    const bool file = option->names_file != nullptr && option->names_file(value);
    all.push_back({option, file ? beside(path, value) : std::move(value), spot.line, spot.column});
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
  if (files.size() > 1) throw Failure{"--config: one file is read, and several are given"};
  const bool wanted = !files.empty() || asked.given.has("--profile");
  if (!wanted && names_target(asked.given, checks)) return;
  const auto path = files.empty() ? std::string(config_name) : files[0];
  const auto content = read(sources, path);
  if (content.text) return add_file(asked, path, *content.text, checks, sources);
  if (!wanted && content.missing) return;
  throw Failure{fmt::format("{}: '{}' cannot be read: {}",
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

void add_job(LookPlan& plan, const Check& check, const Asked& asked, const GivenOption& target) {
  try {
    auto& job = plan.jobs.emplace_back(prepared(check, asked.given, target.text, false));
    if (target.line > 0) job.place = Place{asked.file, target.line};
  } catch (const Failure& failure) {
    throw Failure{located(asked, failure.message, &target)};
  }
}

RunPolicy policy_of(const Asked& asked, std::span<const Check> checks) {
  try {
    return policy_of(asked.given, checks);
  } catch (const Failure& failure) {
    throw Failure{located(asked, failure.message, nullptr)};
  }
}

// "--module yaml" alone would look at nothing, and say that all is well.
void no_lone_settings(const Given& given, std::span<const Check> checks) {
  for (const auto& check : checks)
    for (const auto& setting : check.settings)
      if (setting.needs_target && given.has(setting.name) && !given.has(check.target.name))
        throw Failure{
            fmt::format("{} needs {} {}", setting.name, check.target.name, check.target.value)};
}

Plan plan_check(std::span<const std::string> args, std::span<const Check> checks,
                const Sources& sources) {
  Known known;
  for (const auto& check : checks)
    if (!check.target.name.empty()) known.push_back(&check.target);
  for (const auto& check : checks) add_all(known, check.settings);
  add_all(known, policy_options());
  add_all(known, config_options());
  add_all(known, output_options());
  Asked asked{parsed(args, known), {}};
  no_bare_words(asked.given, "check", "; write e.g. --port 8000 --db app.db");
  add_configuration(asked, checks, sources);
  no_lone_settings(asked.given, checks);

  LookPlan plan{"check", {}, policy_of(asked, checks), output_of(asked.given)};
  for (const auto& target : asked.given.options)
    for (const auto& check : checks)
      if (target.option == &check.target) add_job(plan, check, asked, target);
  if (!plan.jobs.empty()) return plan;
  if (!asked.file.empty())
    throw Failure{
        fmt::format("{}: nothing to check: it names no target, and neither does the "
                    "command line",
                    asked.file)};
  throw Failure{fmt::format(
      "nothing to check: name a target, e.g. `preflight check --port 8000 --db app.db`, or write "
      "them into a {}, of which there is none here",
      config_name)};
}

Plan plan_by_hand(const Check& check, std::span<const std::string> args,
                  std::span<const Check> checks) {
  Known known;
  const auto guests = guests_of(check, checks);
  for (const auto* guest : guests) known.push_back(&guest->target);
  add_all(known, check.settings);
  for (const auto* guest : guests) add_all(known, guest->settings);
  add_all(known, policy_options());
  add_all(known, output_options());
  const auto given = parsed(args, known);
  no_lone_settings(given, checks);
  LookPlan plan{std::string(check.command), {}, policy_of(given, checks), output_of(given)};
  for (const auto& target : given.bare) plan.jobs.push_back(prepared(check, given, target, true));
  for (const auto& [option, text, line, column] : given.options)
    for (const auto* guest : guests)
      if (option == &guest->target) plan.jobs.push_back(prepared(*guest, given, text, true));
  if (plan.jobs.empty())
    throw Failure{fmt::format("{0}: no TARGET; write `preflight {0} {1}`", check.command,
                              check.target.value)};
  return plan;
}

Plan plan_list(std::span<const std::string> args, std::span<const Check> checks) {
  const auto given = parsed(args, list_option());
  no_bare_words(given, "list");
  const auto format = given.last("--format", "console");
  if (format == "json") return TextPlan{list_json(checks)};
  if (format == "console") return TextPlan{list_text(checks)};
  throw Failure{
      fmt::format("--format: '{}' is no format of list; there are console, json", format)};
}

Plan plan_schema(std::span<const std::string> args, std::span<const Check> checks) {
  const auto given = parsed(args, {});
  const auto of = given.bare.empty() ? "report" : given.bare.back();
  if (given.bare.size() > 1 || (of != "report" && of != "config"))
    throw Failure{fmt::format(
        "schema: '{}' has no schema; there are `preflight schema report` and `preflight schema "
        "config`",
        of)};
  return TextPlan{of == "config" ? config_schema(checks) : std::string(report_schema())};
}

std::optional<codes::Family> family_of(const Given& given) {
  if (!given.has("--as")) return std::nullopt;
  const auto word = given.last("--as");
  if (const auto family = codes::family_of(word)) return family;
  throw Failure{
      fmt::format("--as: '{}' is none of {}", word, fmt::join(codes::family_words(), ", "))};
}

Plan plan_explain(std::span<const std::string> args, std::span<const Check> checks) {
  const auto given = parsed(args, explain_options());
  if (given.bare.empty()) throw Failure{"explain: no CODE; write e.g. `preflight explain 1053`"};
  ExplainPlan plan;
  const auto format = given.last("--format", "console");
  if (format != "json" && format != "console")
    throw Failure{
        fmt::format("--format: '{}' is no format of explain; there are console, json", format)};
  plan.json = format == "json";
  plan.verbose = given.has("--verbose");
  plan.color = color_of(given);
  const auto family = family_of(given);
  for (const auto& code : given.bare) plan.answers.push_back(explain(code, family, checks));
  return plan;
}

const Check* check_by_hand(std::span<const Check> checks, std::string_view command) {
  for (const auto& check : checks)
    if (!check.command.empty() && check.command == command) return &check;
  return nullptr;
}

[[noreturn]] void fail_unknown(std::string_view command, std::span<const Check> checks) {
  std::vector<std::string_view> known{"check", "explain", "list", "schema"};
  for (const auto& check : checks)
    if (!check.command.empty()) known.push_back(check.command);
  throw Failure{fmt::format("'{}' is no command{}; `preflight --help` shows them", command,
                            did_you_mean(command, known))};
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
  if (args.empty()) throw Failure{"no command; `preflight --help` shows them"};
  const auto& command = args.front();
  if (command == "-h" || command == "--help" || command == "help")
    return TextPlan{help_overview(checks)};
  if (command == "--version") return TextPlan{"preflight " PREFLIGHT_VERSION "\n"};
  const auto rest = args.subspan(1);
  const bool help = asks_for_help(rest);
  if (command == "check")
    return help ? TextPlan{help_check(checks)} : plan_check(rest, checks, sources);
  if (command == "explain") return help ? TextPlan{help_explain()} : plan_explain(rest, checks);
  if (command == "list") return help ? TextPlan{help_list()} : plan_list(rest, checks);
  if (command == "schema") return help ? TextPlan{help_schema()} : plan_schema(rest, checks);
  if (const auto* check = check_by_hand(checks, command))
    return help ? TextPlan{help_by_hand(*check, checks)} : plan_by_hand(*check, rest, checks);
  fail_unknown(command, checks);
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
    return plan_of(args, checks, sources);
  } catch (const Failure& failure) {
    return UsageFailure{one_line(failure.message), wants_json(args)};
  }
}

}  // namespace preflight
