// The text of a script as commands: lines that belong together, words, variables. No shell: what is
// computed stays unknown. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/init/script.hpp"

namespace preflight::init {

/// Stands in a text for what a script computes ("$(hostname)").
inline constexpr char unknown_mark = '\x01';

struct LogicalLine {
  std::string text{};
  std::size_t line{};  ///< where it begins
};

/// Without comments, lines that end with the shell's mark of continuation joined.
std::vector<LogicalLine> logical_lines(std::string_view text, Shell shell);

/// `text` with its variables replaced: by what `known` says, else by the form of preflight.json.
/// `here` stands for the script's own folder ("%~dp0", "$PSScriptRoot").
std::string expanded(std::string_view text, Shell shell, const Variables& known,
                     std::string_view here);

/// The commands of one line, each as words; ";", "&&", "||" and "|" separate them.
std::vector<std::vector<std::string>> commands_of(std::string_view text, Shell shell);

}  // namespace preflight::init
