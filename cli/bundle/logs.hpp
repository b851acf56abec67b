// The ends of logs that a case takes along.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace preflight::bundle {

/// Of one log no more is taken, cut at a line.
inline constexpr std::size_t longest_log = 64 * 1024;
inline constexpr std::size_t most_logs = 24;

struct Log {
  std::string name{};    ///< in the case: "logs/01-app.err.log", ASCII
  std::string source{};  ///< the file; of the journal, what it is of
  std::string text{};
  bool cut{};           ///< there is more before it
  std::string error{};  ///< why it could not be read; `text` is then empty
};

/// Those of `files`, those that the services name (journal, output of NSSM and the like), and the
/// newest of each folder that was looked at.
std::vector<Log> collect_logs(std::span<const std::string> files, std::span<const Looked> looked);

/// The text of the end of a file: in UTF-8, from the first whole line on where it was `cut`.
std::string log_text(std::string_view bytes, bool cut);

/// The same with whatever a terminal would obey made visible. Tabs and line ends stay.
std::string harmless_lines(std::string_view text);

/// A name for a file of a case: ASCII letters, digits, '.', '-' and '_', at most 60.
std::string plain_name(std::string_view path);

}  // namespace preflight::bundle
