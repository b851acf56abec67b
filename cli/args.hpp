// The words of a command line sorted into options and bare words; what they mean is for others to
// say. Asks nothing of the system.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/check.hpp"

namespace preflight {

struct GivenOption {
  const Option* option{};
  std::string text{};  ///< empty for a flag
  /// Where a configuration has it, from 1; 0 on the command line.
  std::size_t line{};
  std::size_t column{};
};

struct Given {
  std::vector<GivenOption> options{};  ///< in the order of the command line
  std::vector<std::string> bare{};     ///< words that belong to no option

  [[nodiscard]] bool has(std::string_view name) const;
  /// Text of the last one given, or `fallback`.
  [[nodiscard]] std::string last(std::string_view name, std::string_view fallback = "") const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
};

/// `known` are the options of the command, each by another name; they must outlive the result.
/// Behind "--" every word is bare. Options may be given as "--port 1", "--port=1", "-p 1", "-p1".
std::variant<Given, UsageError> parse_args(std::span<const std::string> args,
                                           std::span<const Option* const> known);

}  // namespace preflight
