// What is wrong with a configuration, as one text to compare.
#pragma once

#include <string>
#include <variant>

#include "cli/config_text.hpp"

namespace preflight::test {

/// "2:5 what is wrong"; "none" where nothing is.
template <class Read>
std::string error_of(const std::variant<Read, ConfigError>& result) {
  const auto* error = std::get_if<ConfigError>(&result);
  if (error == nullptr) return "none";
  const auto spot = error->spot.value_or(Spot{0, 0});
  return std::to_string(spot.line) + ":" + std::to_string(spot.column) + " " + error->message;
}

}  // namespace preflight::test
