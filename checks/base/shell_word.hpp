// A word of a command that a person may paste into a shell. Pure.
#pragma once

#include <string>

namespace preflight {

/// As sh(1), or cmd.exe with `windows`, takes it for one word.
std::string shell_word(const std::string& text, bool windows);

}  // namespace preflight
