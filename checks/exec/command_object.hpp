// A command in the form of an object, as preflight.json has it. A decoder: JSON in, values out.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/exec/command_words.hpp"

namespace preflight::exec {

struct CommandObject {
  std::string name{};                ///< what it is called in the report; may be empty
  std::vector<std::string> words{};  ///< never empty
  std::string folder{};              ///< working directory; empty: that of preflight
  std::optional<std::chrono::milliseconds> timeout{};
};

/// {"name": TEXT, "command": TEXT or [TEXT...], "folder": TEXT, "timeout": DURATION or seconds}, of
/// which "command" alone must be there. A list is taken as it is; a text falls into words as
/// command_words() tells.
std::variant<CommandObject, NoCommand> command_object(std::string_view json);

}  // namespace preflight::exec
