// What a preflight.json says: targets and policy, as the command line would have said them. The
// keys are the options of the table of checks without their dashes, so that a new room needs no
// edit here. A decoder: opens nothing, and gets the environment handed in.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/check.hpp"
#include "cli/config_text.hpp"

namespace preflight {

struct ConfigOption {
  const Option* option{};
  std::string text{};  ///< empty for a flag
  Spot spot{};         ///< of the value
};

/// Targets in the order of the file, then policy.
using Config = std::vector<ConfigOption>;

using Environment = std::function<std::optional<std::string>(const char*)>;

/// `profiles` are laid over the rest of the file, one after the other, as RFC 7396 merges: a key
/// that they have replaces the same key, null removes it. The whole file is held to its form, but
/// of variables only those of the outcome are looked up. `${NAME}` is the variable, an error where
/// it is not set; `${NAME:-text}` is `text` where it is not set or empty; `$$` is a dollar.
std::variant<Config, ConfigError> read_config(std::string_view text, std::span<const Check> checks,
                                              std::span<const std::string> profiles,
                                              const Environment& environment);

/// "db-timeout" for "--db-timeout"
std::string_view key_of(const Option& option);

/// Which numbers may stand for the text of an option, by the word that its help has for the value.
struct Numbers {
  double least{};
  double most{};
  bool whole{};
};
std::optional<Numbers> numbers_of(const Option& option);

std::vector<const Option*> config_targets(std::span<const Check> checks);
std::vector<const Option*> config_policy(std::span<const Check> checks);

}  // namespace preflight
