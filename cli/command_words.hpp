// All that can be typed: commands, their options and what stands behind these. Completions and the
// manual page are made of it. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"

namespace preflight {

/// What can stand behind an option, or bare behind a command.
struct ValueHint {
  enum class Kind { nothing, anything, file, folder, words, format_file };
  Kind kind{Kind::nothing};
  std::vector<std::string_view> words{};  ///< with `words`; the formats, with `format_file`
};

struct OptionWords {
  const Option* option{};
  ValueHint value{};
};

struct CommandWords {
  std::string_view name{};     ///< "check"
  std::string_view summary{};  ///< one line
  std::string bare{};          ///< "FILE...", as the help writes it; may be empty
  ValueHint bare_value{};
  std::vector<OptionWords> options{};  ///< without -h, --help, which each command takes
};

/// In the order of the help.
std::vector<CommandWords> command_words(std::span<const Check> checks);

}  // namespace preflight
