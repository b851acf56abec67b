// The text of a preflight.json as a tree in which every value knows its line. JSON (RFC 8259) with
// comments of both kinds, /* */ and //. A decoder: opens nothing, throws nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace preflight {

/// Both from 1; a column is a character, not a byte.
struct Spot {
  std::size_t line{1};
  std::size_t column{1};
};

struct ConfigError {
  std::optional<Spot> spot{};
  std::string message{};  ///< one line, without the spot
};

/// Thrown inside read_config() and command_text(), and never out of them.
struct WrongConfig {
  ConfigError error{};
};

enum class NodeKind { null, boolean, number, text, list, object };

struct Node {
  NodeKind kind{NodeKind::null};
  Spot spot{};
  std::string name{};  ///< of a member of an object
  Spot name_spot{};
  std::string text{};  ///< text; a number in digits, without an exponent; "true" or "false"
  double number{};
  std::vector<Node> children{};  ///< of a list or an object, in the order of the text
};

/// No more than this is read of any file.
constexpr std::size_t longest_config = 1024 * 1024;

/// A key that stands twice in an object is an error, and so is what is too long or too deep.
std::variant<Node, ConfigError> decode_config_text(std::string_view text);

}  // namespace preflight
