// The words of a command that stands in one text. Pure, and the same on every system.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace preflight::exec {

/// Why a text is no command: a few words that follow its quotation.
struct NoCommand {
  std::string why{};
};

/// Blanks separate words; '...' and "..." keep them together. A backslash is itself, so that a path
/// of Windows needs no care, but for \" between double quotes. Nothing is expanded: who wants a
/// shell names it (`sh -c '...'`, `cmd /c ...`).
std::variant<std::vector<std::string>, NoCommand> command_words(std::string_view text);

}  // namespace preflight::exec
