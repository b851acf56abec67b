// The whole program as a function: arguments in, exit code out. The table of checks and the streams
// are handed in, so that tests run it with checks of their own.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checks/check.hpp"
#include "cli/config_file.hpp"

namespace preflight {

struct StreamSize {
  std::size_t width{};   ///< columns
  std::size_t height{};  ///< lines
};

/// A stream as the program sees it. `write` is true when all went out, or when nobody reads any
/// more (a closed pipe is success).
struct Stream {
  std::function<bool(std::string_view)> write{};
  bool is_terminal{};
  bool colors{};           ///< a terminal that understands ANSI sequences
  std::size_t width{80};   ///< columns
  std::size_t height{24};  ///< lines
  bool unicode{true};      ///< what reads it understands UTF-8
  /// A terminal's size as it is now, for what is drawn for long; empty: it stays as it was.
  std::function<StreamSize()> size_now{};
  /// Whether it is known that nobody reads any more; may be empty. Where a system tells only who
  /// writes, it is known after the next `write`.
  std::function<bool()> lost{};
};

struct Surroundings {
  Stream out{};
  Stream err{};
  std::function<std::optional<std::string>(const char*)> environment{};
  std::function<FileText(const std::string& path)> read_file{};  ///< a configuration; may be empty
  std::function<FileText(const std::string& path)> read_case{};  ///< facts of --facts; may be empty
  /// Whether somebody has pressed Ctrl-C (or SIGTERM came) since this was first asked; may be
  /// empty.
  std::function<bool()> interrupted{};
};

/// The exit code where something could not be looked at, or the answer could not be given.
inline constexpr int exit_undetermined = 3;

struct AppResult {
  int exit_code{};
  /// A check hangs on a thread of its own: end by std::_Exit, not by running destructors under it.
  bool abandoned{};
};

/// `args` without the program's name.
AppResult run_app(std::span<const std::string> args, std::span<const Check> checks,
                  const Surroundings& around);

}  // namespace preflight
