#include "cli/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "checks/base/duration.hpp"
#include "cli/config_command.hpp"
#include "cli/config_variables.hpp"
#include "cli/help.hpp"
#include "cli/nearest.hpp"

namespace preflight {

namespace {

using Options = std::vector<const Option*>;
using Words = std::vector<std::string_view>;

[[noreturn]] void wrong(Spot spot, std::string message) {
  throw WrongConfig{{spot, std::move(message)}};
}

std::string_view word(NodeKind kind) {
  constexpr std::array<std::string_view, 6> words{"null", "true or false", "a number",
                                                  "text", "a list",        "an object"};
  return words[static_cast<std::size_t>(kind)];
}

std::string below(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

void expect(const Node& node, NodeKind kind, std::string_view path) {
  if (node.kind != kind)
    wrong(node.spot, fmt::format("{}: {} stands where {} belongs", path.empty() ? "the file" : path,
                                 word(node.kind), word(kind)));
}

/// The table of checks as keys.
struct Keys {
  Options targets;
  Options policy;
  Words codes;
};

const Option* find(const Options& options, std::string_view key) {
  for (const auto* option : options)
    if (key_of(*option) == key) return option;
  return nullptr;
}

Words names(const Options& options) {
  Words words;
  for (const auto* option : options) words.push_back(key_of(*option));
  return words;
}

[[noreturn]] void unknown_key(const Node& member, std::string_view path, const Keys& keys,
                              const Words& known) {
  const auto whole = below(path, member.name);
  if (find(keys.targets, member.name) != nullptr)
    wrong(member.name_spot, fmt::format("{}: its place is below \"checks\"", whole));
  if (find(keys.policy, member.name) != nullptr)
    wrong(member.name_spot, fmt::format("{}: its place is below \"policy\"", whole));
  auto hint = did_you_mean(member.name, known);
  if (hint.empty()) hint = fmt::format("; there are {}", fmt::join(known, ", "));
  wrong(member.name_spot, fmt::format("{}: there is no such key{}", whole, hint));
}

// What holds variables is known only when they are looked up.
bool has_variables(const Node& node) { return node.text.find('$') != std::string::npos; }

void check_text(const Node& node, const Option& option, const Keys& keys, std::string_view path) {
  if (node.text.empty()) wrong(node.spot, fmt::format("{}: the text is empty", path));
  if (node.text.find('\0') != std::string::npos)
    wrong(node.spot, fmt::format("{}: the text has a zero byte in it", path));
  if (has_variables(node)) return;
  if (option.value == "DURATION" && !parse_duration(node.text))
    wrong(node.spot,
          fmt::format("{}: '{}' is not a duration (250ms, 2s, 5m; a bare number is seconds)", path,
                      node.text));
  if (option.value == "CODE" &&
      std::find(keys.codes.begin(), keys.codes.end(), node.text) == keys.codes.end())
    wrong(node.spot, fmt::format("{}: '{}' is no finding code{}; `preflight list` shows them all",
                                 path, node.text, did_you_mean(node.text, keys.codes)));
}

void check_number(const Node& node, const Option& option, std::string_view path) {
  const auto numbers = numbers_of(option);
  if (!numbers)
    wrong(node.spot,
          fmt::format("{}: a number stands where text belongs; write \"{}\"", path, node.text));
  if (!(node.number >= numbers->least && node.number <= numbers->most))
    wrong(node.spot, fmt::format("{}: {} is not between {} and {}", path, node.text, numbers->least,
                                 numbers->most));
  if (numbers->whole && node.text.find_first_not_of("0123456789") != std::string::npos)
    wrong(node.spot, fmt::format("{}: {} is not a whole number", path, node.text));
}

void check_scalar(const Node& node, const Option& option, const Keys& keys, std::string_view path) {
  if (option.value.empty()) {
    expect(node, NodeKind::boolean, path);
  } else if (node.kind == NodeKind::object && takes_object(option)) {
    if (auto error = check_command(node, path)) throw WrongConfig{std::move(*error)};
  } else if (node.kind == NodeKind::number) {
    check_number(node, option, path);
  } else {
    expect(node, NodeKind::text, path);
    check_text(node, option, keys, path);
  }
}

/// One of the two objects "checks" and "policy".
void check_section(const Node& section, bool targets, bool in_profile, const Keys& keys,
                   std::string_view path) {
  expect(section, NodeKind::object, path);
  const auto& options = targets ? keys.targets : keys.policy;
  for (const auto& member : section.children) {
    const auto* option = find(options, member.name);
    if (option == nullptr) unknown_key(member, path, keys, names(options));
    const auto key = below(path, member.name);
    if (member.kind == NodeKind::null && in_profile) continue;
    const bool many = (targets || option->repeatable) && !option->value.empty();
    if (member.kind != NodeKind::list || !many) {
      check_scalar(member, *option, keys, key);
      continue;
    }
    for (const auto& item : member.children) check_scalar(item, *option, keys, key);
  }
}

void check_sections(const Node& object, bool in_profile, const Keys& keys, std::string_view path) {
  expect(object, NodeKind::object, path);
  for (const auto& member : object.children) {
    const auto key = below(path, member.name);
    if (member.name == "checks" || member.name == "policy") {
      check_section(member, member.name == "checks", in_profile, keys, key);
    } else if (in_profile) {
      unknown_key(member, path, keys, {"checks", "policy"});
    } else if (member.name == "$schema") {
      expect(member, NodeKind::text, key);
    } else if (member.name == "profiles") {
      expect(member, NodeKind::object, key);
      for (const auto& profile : member.children)
        check_sections(profile, true, keys, below(key, profile.name));
    } else {
      unknown_key(member, path, keys, {"checks", "policy", "profiles", "$schema"});
    }
  }
}

const Node* member_of(const Node* object, std::string_view name) {
  if (object == nullptr) return nullptr;
  for (const auto& member : object->children)
    if (member.name == name) return &member;
  return nullptr;
}

const Node& find_profile(const Node& root, const std::string& name) {
  const auto* profiles = member_of(&root, "profiles");
  if (const auto* profile = member_of(profiles, name)) return *profile;
  Words known;
  if (profiles != nullptr)
    for (const auto& profile : profiles->children) known.push_back(profile.name);
  std::string hint = "; there is none in it";
  if (!known.empty())
    hint = fmt::format("{}; there are {}", did_you_mean(name, known), fmt::join(known, ", "));
  throw WrongConfig{
      {std::nullopt, fmt::format("--profile: there is no profile '{}'{}", name, hint)}};
}

using Members = std::vector<const Node*>;

void lay_over(Members& members, const Node* section) {
  if (section == nullptr) return;
  for (const auto& member : section->children) {
    const auto same = std::find_if(members.begin(), members.end(),
                                   [&](const Node* other) { return other->name == member.name; });
    if (member.kind == NodeKind::null) {
      if (same != members.end()) members.erase(same);
    } else if (same != members.end()) {
      *same = &member;
    } else {
      members.push_back(&member);
    }
  }
}

void take(Config& config, const Node& node, const Option& option, const Environment& environment) {
  if (node.kind == NodeKind::boolean) {
    if (node.text == "true") config.push_back({&option, "", node.spot});
    return;
  }
  if (node.kind == NodeKind::object) {
    auto command = command_text(node, key_of(option), environment);
    if (auto* error = std::get_if<ConfigError>(&command)) throw WrongConfig{std::move(*error)};
    config.push_back({&option, std::get<std::string>(std::move(command)), node.spot});
    return;
  }
  auto text = with_variables(node.text, environment);
  if (const auto* error = std::get_if<NoText>(&text))
    wrong(node.spot, fmt::format("{}: {}", key_of(option), error->message));
  config.push_back({&option, std::get<std::string>(std::move(text)), node.spot});
}

void take_section(Config& config, std::string_view section, const Options& options,
                  std::span<const Node* const> layers, const Environment& environment) {
  Members members;
  for (const auto* layer : layers) lay_over(members, member_of(layer, section));
  for (const auto* member : members) {
    const auto& option = *find(options, member->name);
    if (member->kind != NodeKind::list) {
      take(config, *member, option, environment);
      continue;
    }
    for (const auto& item : member->children) take(config, item, option, environment);
  }
}

Config config_of(const Node& root, const Keys& keys, std::span<const std::string> profiles,
                 const Environment& environment) {
  check_sections(root, false, keys, "");
  std::vector<const Node*> layers{&root};
  for (const auto& name : profiles) layers.push_back(&find_profile(root, name));
  Config config;
  take_section(config, "checks", keys.targets, layers, environment);
  take_section(config, "policy", keys.policy, layers, environment);
  return config;
}

}  // namespace

std::string_view key_of(const Option& option) { return option.name.substr(2); }

std::optional<Numbers> numbers_of(const Option& option) {
  constexpr double longest_seconds = 366.0 * 24 * 3600;
  if (option.value == "SPEC") return Numbers{1, 65535, true};
  if (option.value == "DURATION") return Numbers{0, longest_seconds, false};
  if (option.value == "N") return Numbers{0, 1'000'000'000, true};
  return std::nullopt;
}

std::vector<const Option*> config_targets(std::span<const Check> checks) {
  Options options;
  for (const auto& check : checks)
    if (!check.target.name.empty()) options.push_back(&check.target);
  return options;
}

std::vector<const Option*> config_policy(std::span<const Check> checks) {
  Options options;
  const auto add_all = [&](std::span<const Option> more) {
    for (const auto& option : more)
      if (find(options, key_of(option)) == nullptr) options.push_back(&option);
  };
  for (const auto& check : checks) add_all(check.settings);
  add_all(policy_options());
  return options;
}

std::variant<Config, ConfigError> read_config(std::string_view text, std::span<const Check> checks,
                                              std::span<const std::string> profiles,
                                              const Environment& environment) {
  auto decoded = decode_config_text(text);
  if (auto* error = std::get_if<ConfigError>(&decoded)) return std::move(*error);
  try {
    const Keys keys{config_targets(checks), config_policy(checks), known_codes(checks)};
    return config_of(std::get<Node>(decoded), keys, profiles, environment);
  } catch (WrongConfig& wrong) {
    return std::move(wrong.error);
  }
}

}  // namespace preflight
