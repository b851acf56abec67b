// ${NAME} in a text of preflight.json. Pure: the environment is handed in.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cli/config.hpp"

namespace preflight {

/// Why a text cannot be had: one line.
struct NoText {
  std::string message{};
};

/// The text with its variables replaced (config.hpp tells the forms). What a variable holds is not
/// looked through again.
std::variant<std::string, NoText> with_variables(std::string_view text,
                                                 const Environment& environment);

}  // namespace preflight
