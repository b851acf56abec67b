#include "cli/args.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>
#include <optional>

#include "checks/base/duration.hpp"
#include "cli/help.hpp"
#include "cli/nearest.hpp"
#include "report/schema.hpp"

namespace preflight {

namespace {

/// The texts that CLI11 gathers; what they mean is decided afterwards, in one place.
struct Texts {
  std::map<std::string, std::vector<std::string>> values{};  ///< by option name
  std::vector<std::string> targets{};                        ///< of a command by hand
};

std::string both_names(const Option& option) {
  return option.short_name.empty() ? std::string(option.name)
                                   : fmt::format("{},{}", option.short_name, option.name);
}

void add(CLI::App& app, Texts& texts, const Option& option, const std::string& group) {
  auto help = std::string(option.help);
  if (!option.default_value.empty()) help += fmt::format(" [{}]", option.default_value);
  auto& values = texts.values[std::string(option.name)];
  CLI::Option* added = nullptr;
  if (option.value.empty()) {
    added = app.add_flag_callback(
        both_names(option), [&values] { values.assign(1, ""); }, help);
  } else {
    added = app.add_option(both_names(option), values, help)
                ->allow_extra_args(false)
                ->type_name(std::string(option.value));
  }
  added->group(group);
}

struct Failure {
  std::string message;
};

/// The last text given for an option, or its default.
std::string last(const Texts& texts, const std::string& name, std::string_view fallback = "") {
  const auto found = texts.values.find(name);
  if (found == texts.values.end() || found->second.empty()) return std::string(fallback);
  return found->second.back();
}

bool given(const Texts& texts, const std::string& name) {
  const auto found = texts.values.find(name);
  return found != texts.values.end() && !found->second.empty();
}

std::chrono::milliseconds duration(const Texts& texts, const std::string& name,
                                   std::string_view fallback) {
  const auto text = last(texts, name, fallback);
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
  throw Failure{fmt::format("{}: '{}' is not a format; there are {}{}", option, name,
                            fmt::join(known, ", "), did_you_mean(name, known))};
}

template <class Choice, std::size_t N>
Choice choice(const Texts& texts, const std::string& name,
              const std::pair<std::string_view, Choice> (&choices)[N]) {
  const auto text = last(texts, name, choices[0].first);
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

Output output_of(const Texts& texts) {
  Output output;
  output.format = &format_named("--format", last(texts, "--format", "console"));
  if (given(texts, "--report"))
    for (const auto& text : texts.values.at("--report"))
      output.reports.push_back(report_file(text));
  output.color = choice<ColorChoice>(texts, "--color",
                                     {{"auto", ColorChoice::automatic},
                                      {"always", ColorChoice::always},
                                      {"never", ColorChoice::never}});
  output.exit_codes = choice<ExitCodes>(
      texts, "--exit-codes",
      {{"own", ExitCodes::own}, {"nagios", ExitCodes::nagios}, {"nssm", ExitCodes::nssm}});
  output.quiet = given(texts, "--quiet");
  output.verbose = given(texts, "--verbose");
  if (output.quiet && output.verbose) throw Failure{"--quiet and --verbose exclude each other"};
  return output;
}

std::vector<std::string_view> known_codes(std::span<const Check> checks) {
  std::vector<std::string_view> codes;
  for (const auto& code : engine_codes()) codes.push_back(code.code);
  for (const auto& check : checks)
    for (const auto& code : check.codes) codes.push_back(code.code);
  return codes;
}

RunPolicy policy_of(const Texts& texts, std::span<const Check> checks) {
  RunPolicy policy;
  policy.timeout = duration(texts, "--timeout", "10s");
  if (policy.timeout.count() == 0)
    throw Failure{"--timeout: a check needs more than no time at all"};
  policy.wait = duration(texts, "--wait", "0");
  policy.judging.strict = given(texts, "--strict");
  if (!given(texts, "--ignore")) return policy;
  policy.judging.ignored = texts.values.at("--ignore");
  const auto codes = known_codes(checks);
  for (const auto& code : policy.judging.ignored)
    if (std::find(codes.begin(), codes.end(), code) == codes.end())
      throw Failure{
          fmt::format("--ignore: '{}' is no finding code{}; `preflight list` shows them all", code,
                      did_you_mean(code, codes))};
  return policy;
}

std::vector<std::pair<std::string, std::string>> settings_of(const Texts& texts,
                                                             const Check& check) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& option : check.settings) {
    const std::string name(option.name);
    if (given(texts, name)) settings.emplace_back(name, last(texts, name));
  }
  return settings;
}

Job prepared(const Check& check, const Texts& texts, const std::string& target, bool by_hand) {
  auto result = check.prepare({target, settings_of(texts, check), by_hand});
  if (auto* error = std::get_if<UsageError>(&result)) throw Failure{error->message};
  return std::get<Job>(std::move(result));
}

/// The targets in the order in which they stand on the command line, across different options.
std::vector<Job> jobs_in_order(const CLI::App& app, const Texts& texts,
                               std::span<const Check> checks) {
  std::vector<Job> jobs;
  std::map<const CLI::Option*, std::size_t> used;
  for (const auto* parsed : app.parse_order()) {
    for (const auto& check : checks) {
      if (check.target.name.empty() || !parsed->check_name(std::string(check.target.name)))
        continue;
      const auto index = used[parsed]++;
      jobs.push_back(
          prepared(check, texts, texts.values.at(std::string(check.target.name))[index], false));
    }
  }
  return jobs;
}

void add_all(CLI::App& app, Texts& texts, std::span<const Option> options, const char* group) {
  for (const auto& option : options) add(app, texts, option, group);
}

/// The first word that no option took, and the option that it is a slip of.
std::string not_expected(const CLI::App& app) {
  const auto words = app.remaining();
  auto wrong = words.empty() ? std::string{} : words.front();
  // What follows an unknown option is left over as well: name the option, not its text.
  for (const auto& word : words)
    if (word.starts_with('-')) wrong = word;
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("'{}' is not understood{}; `{} --help` shows all options", wrong,
                     did_you_mean(wrong, known), app.get_name());
}

/// Parses, or throws Failure or CLI::CallForHelp.
void parse(CLI::App& app, std::span<const std::string> args) {
  std::vector<std::string> reversed(args.rbegin(), args.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    throw;
  } catch (const CLI::ExtrasError&) {
    throw Failure{not_expected(app)};
  } catch (const CLI::ParseError& error) {
    throw Failure{error.what()};
  }
}

void name_app(CLI::App& app, std::string_view command) {
  app.name(fmt::format("preflight {}", command));
  app.set_help_flag("-h,--help", "print this and end")->group("Output");
  app.get_formatter()->column_width(34);
}

Plan plan_check(std::span<const std::string> args, std::span<const Check> checks) {
  CLI::App app{"Looks at each target and tells whether a server could start now."};
  name_app(app, "check");
  app.footer(check_examples());
  Texts texts;
  for (const auto& check : checks)
    if (!check.target.name.empty()) add(app, texts, check.target, "Targets (each may be repeated)");
  for (const auto& check : checks) add_all(app, texts, check.settings, "Policy");
  add_all(app, texts, policy_options(), "Policy");
  add_all(app, texts, output_options(), "Output");
  try {
    parse(app, args);
  } catch (const CLI::CallForHelp&) {
    return TextPlan{app.help()};
  }
  LookPlan plan{"check", jobs_in_order(app, texts, checks), policy_of(texts, checks),
                output_of(texts)};
  if (plan.jobs.empty())
    throw Failure{
        "nothing to check: name a target, e.g. `preflight check --port 8000 --db app.db`"};
  return plan;
}

Plan plan_by_hand(const Check& check, std::span<const std::string> args,
                  std::span<const Check> checks) {
  CLI::App app{std::string(check.summary)};
  name_app(app, check.command);
  Texts texts;
  app.add_option("TARGET", texts.targets, std::string(check.target.help))
      ->required()
      ->type_name(std::string(check.target.value));
  add_all(app, texts, check.settings, "Policy");
  add_all(app, texts, policy_options(), "Policy");
  add_all(app, texts, output_options(), "Output");
  try {
    parse(app, args);
  } catch (const CLI::CallForHelp&) {
    return TextPlan{app.help()};
  }
  LookPlan plan{std::string(check.command), {}, policy_of(texts, checks), output_of(texts)};
  for (const auto& target : texts.targets)
    plan.jobs.push_back(prepared(check, texts, target, true));
  return plan;
}

Plan plan_list(std::span<const std::string> args) {
  CLI::App app{"Every check: its options, what it can find, on which systems."};
  name_app(app, "list");
  Texts texts;
  add(app, texts, output_options().front(), "Output");
  try {
    parse(app, args);
  } catch (const CLI::CallForHelp&) {
    return TextPlan{app.help()};
  }
  return ListPlan{&format_named("--format", last(texts, "--format", "console"))};
}

Plan plan_schema(std::span<const std::string> args) {
  CLI::App app{"The JSON Schema of the report."};
  name_app(app, "schema");
  std::string which = "report";
  app.add_option("WHICH", which, "report")->type_name("");
  try {
    parse(app, args);
  } catch (const CLI::CallForHelp&) {
    return TextPlan{app.help()};
  }
  if (which != "report") throw Failure{fmt::format("schema: '{}' is not 'report'", which)};
  return TextPlan{std::string(report_schema())};
}

Plan plan_of(std::span<const std::string> args, std::span<const Check> checks) {
  const std::string_view command = args.empty() ? std::string_view{} : args.front();
  if (command.empty()) throw Failure{"no command; `preflight --help` shows them"};
  if (command == "-h" || command == "--help" || command == "help")
    return TextPlan{overview(checks)};
  if (command == "--version") return TextPlan{"preflight " PREFLIGHT_VERSION "\n"};
  const auto rest = args.subspan(1);
  if (command == "check") return plan_check(rest, checks);
  if (command == "list") return plan_list(rest);
  if (command == "schema") return plan_schema(rest);
  std::vector<std::string_view> known{"check", "list", "schema"};
  for (const auto& check : checks) {
    if (check.command.empty()) continue;
    if (check.command == command) return plan_by_hand(check, rest, checks);
    known.push_back(check.command);
  }
  throw Failure{fmt::format("'{}' is no command{}; `preflight --help` shows them", command,
                            did_you_mean(command, known))};
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

Plan parse_arguments(std::span<const std::string> args, std::span<const Check> checks) {
  try {
    return plan_of(args, checks);
  } catch (const Failure& failure) {
    return UsageFailure{one_line(failure.message), wants_json(args)};
  }
}

}  // namespace preflight
