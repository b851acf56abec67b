// The words of a command as one line, as CreateProcess wants them. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace preflight::run {

/// As the C runtime and CommandLineToArgvW take it apart again.
std::string command_line_of(const std::vector<std::string>& words);

/// What to hand cmd.exe so that the batch file `path` gets exactly `arguments`: "/d /c ...".
/// Nothing where no quoting can do that: a line break ends the line for cmd.exe.
std::optional<std::string> batch_line(const std::string& path,
                                      const std::vector<std::string>& arguments);

}  // namespace preflight::run
