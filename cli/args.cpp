#include "cli/args.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <deque>
#include <optional>

#include "cli/nearest.hpp"

namespace preflight {

namespace {

struct Registered {
  const Option* option;
  CLI::Option* cli{};
  std::vector<std::string> texts{};
  std::size_t used{};
};

using Registry = std::deque<Registered>;

// To register an option costs some microseconds, and a start script names few of the many there
// are.
bool is_mentioned(std::span<const std::string> args, const Option& option) {
  return std::any_of(args.begin(), args.end(), [&](const std::string& word) {
    if (word.starts_with("--"))
      return word.starts_with(option.name) &&
             (word.size() == option.name.size() || word[option.name.size()] == '=');
    // "-p8000" or "-qv": any letter may be an option.
    return !option.short_name.empty() && word.size() > 1 && word[0] == '-' &&
           word.find(option.short_name[1]) != std::string::npos;
  });
}

void add(CLI::App& app, Registered& entry) {
  const auto& option = *entry.option;
  auto names = std::string(option.name);
  if (!option.short_name.empty()) names = fmt::format("{},{}", option.short_name, names);
  // A callback gets the texts as they are; a vector would have "{}" and "[a,b]" taken apart.
  const CLI::callback_t keep = [&entry](const CLI::results_t& texts) {
    entry.texts = texts;
    return true;
  };
  if (option.value.empty()) {
    entry.cli = app.add_flag_callback(names, [] {})->disable_flag_override();
  } else {
    entry.cli = app.add_option(names, keep)
                    ->type_name(std::string(option.value))
                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

// CLI11 begins its messages with the option, of a flag without its dashes, and knows no more than
// that its number of values is wrong.
std::string in_words(const CLI::ParseError& error, const Registry& registry) {
  const std::string_view message = error.what();
  const auto begins = message.substr(0, message.find_first_of(": "));
  for (const auto& entry : registry) {
    const auto& option = *entry.option;
    if (begins != option.name && begins != option.name.substr(2)) continue;
    return option.value.empty() ? fmt::format("{} takes no value", option.name)
                                : fmt::format("{} needs a {}", option.name, option.value);
  }
  return std::string(message);
}

const Option* named_by(std::string_view word, std::span<const Option* const> known) {
  for (const auto* option : known)
    if (word == option->name || (!option->short_name.empty() && word == option->short_name))
      return option;
  return nullptr;
}

// "--db $DATABASE --strict" with no such variable must not look at a database called "--strict".
std::optional<std::string> swallowed_option(std::span<const std::string> args,
                                            std::span<const Option* const> known) {
  for (std::size_t i = 0; i + 1 < args.size(); ++i) {
    const auto* option = named_by(args[i], known);
    if (option == nullptr || option->value.empty()) continue;
    const auto& text = args[++i];
    if (named_by(text.substr(0, text.find('=')), known) != nullptr)
      return fmt::format("{0} needs a {1}; if '{2}' is one, write {0}={2}", option->name,
                         option->value, text);
  }
  return std::nullopt;
}

std::string unknown_option(const std::string& word, std::span<const Option* const> known) {
  const auto name = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const auto* option : known) names.push_back(option->name);
  return fmt::format("{}: there is no such option{}; see --help", name, did_you_mean(name, names));
}

}  // namespace

bool Given::has(std::string_view name) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const GivenOption& given) { return given.option->name == name; });
}

std::string Given::last(std::string_view name, std::string_view fallback) const {
  const auto found = std::find_if(options.rbegin(), options.rend(), [&](const GivenOption& given) {
    return given.option->name == name;
  });
  return found == options.rend() ? std::string(fallback) : found->text;
}

std::vector<std::string> Given::all(std::string_view name) const {
  std::vector<std::string> texts;
  for (const auto& given : options)
    if (given.option->name == name) texts.push_back(given.text);
  return texts;
}

std::variant<Given, UsageError> parse_args(std::span<const std::string> args,
                                           std::span<const Option* const> known) {
  const auto end = std::find(args.begin(), args.end(), "--");
  if (auto error = swallowed_option({args.begin(), end}, known)) return UsageError{*error};
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  Registry registry;
  for (const auto* option : known)
    if (is_mentioned({args.begin(), end}, *option))
      add(app, registry.emplace_back(Registered{option}));
  try {
    app.parse(std::vector<std::string>(std::make_reverse_iterator(end), args.rend()));
  } catch (const CLI::ParseError& error) {
    return UsageError{in_words(error, registry)};
  }

  Given given;
  for (const auto* parsed : app.parse_order()) {
    for (auto& entry : registry) {
      if (entry.cli != parsed) continue;
      const bool flag = entry.option->value.empty();
      given.options.push_back({entry.option, flag ? "" : entry.texts.at(entry.used++)});
    }
  }
  given.bare = app.remaining();
  // "-1073741515" is a number; no option begins with a digit.
  for (const auto& word : given.bare)
    if (word.size() > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9'))
      return UsageError{unknown_option(word, known)};
  if (end != args.end()) given.bare.insert(given.bare.end(), end + 1, args.end());
  return given;
}

}  // namespace preflight
