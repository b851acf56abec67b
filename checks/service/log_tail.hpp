// The end of a log file, as lines. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

/// The last `most` lines of `bytes` that are not blank, oldest first, without line ends. The first
/// line is left out where the file began before `bytes` (`partial`), and a line is cut at 400
/// bytes. UTF-16 with its mark, or with a zero at every second byte, is taken for it.
std::vector<std::string> last_lines(std::string_view bytes, bool partial, std::size_t most);

/// The line that says most about an end: the last that names an error, as Python and others write
/// them ("ModuleNotFoundError: No module named 'x'"), else the last. Empty where there is none.
std::string telling_line(const std::vector<std::string>& lines);

}  // namespace preflight::service
