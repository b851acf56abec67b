// A command as an object in preflight.json: {"name": ..., "command": [...], "folder": ...,
// "timeout": ...}. It becomes the text of its option, which the room of the option reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cli/config.hpp"
#include "report/value.hpp"

namespace preflight {

/// Whether an object may stand for the text of this option.
bool takes_object(const Option& option);

/// What is wrong with the object at `path` ("checks.exec"); variables are not looked up.
std::optional<ConfigError> check_command(const Node& object, std::string_view path);

/// The object as JSON, its variables replaced. It has been checked.
std::variant<std::string, ConfigError> command_text(const Node& object, std::string_view path,
                                                    const Environment& environment);

/// Where `text` is such an object: its folder as seen from the folder of the configuration `path`,
/// which is its folder where it names none. Else `text`.
std::string command_beside(std::string_view path, std::string text);

/// Its JSON Schema.
Value command_schema(const Value& duration);

}  // namespace preflight
