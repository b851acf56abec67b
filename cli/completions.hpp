// Scripts by which shells complete the words of preflight, made of the same tables as its help.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/command_words.hpp"

namespace preflight {

struct Shell {
  std::string_view name{};  ///< "bash"
  std::string (*script)(std::span<const CommandWords> commands){};
};

std::span<const Shell> all_shells();

std::string bash_completion(std::span<const CommandWords> commands);  ///< bash 4 and later
std::string zsh_completion(std::span<const CommandWords> commands);
std::string fish_completion(std::span<const CommandWords> commands);
std::string powershell_completion(std::span<const CommandWords> commands);  ///< 5.1 and later

}  // namespace preflight
