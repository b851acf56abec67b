// The command line of a service, read as the Service Control Manager and CreateProcess read it.
// Pure: opens nothing and throws nothing; which of the candidates exists is for the probe to see.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace preflight::service {

/// Names and values; names are compared without regard to case.
using Environment = std::vector<std::pair<std::string, std::string>>;

struct Expanded {
  std::string text{};
  std::vector<std::string> unknown{};  ///< names between % that have no value; left as they stand
};

/// %NAME% replaced, as ExpandEnvironmentStringsW does. No more than 64 KiB come out.
Expanded expand(std::string_view text, const Environment& environment);

/// A program that the text may mean, and what is left of the text for its arguments.
struct Candidate {
  std::string path{};
  std::string rest{};
};

struct ImagePath {
  std::string text{};  ///< expanded
  std::vector<std::string> unknown_variables{};
  bool quoted{};
  bool blank_in_path{};  ///< unquoted and with blanks: more than one program may be meant
  bool relative{};       ///< no drive and no share: looked for from System32 on
  /// In the order in which CreateProcessW tries them (its page, `lpApplicationName`): at every
  /// blank of an unquoted text, the part before it as it is and with ".exe". Never more than 64.
  std::vector<Candidate> candidates{};
};

/// `windows_folder`: "C:\\Windows". The forms "\\??\\C:\\..." and "\\SystemRoot\\..." of the native
/// interface are taken, too.
ImagePath decode_image_path(std::string_view raw, const Environment& environment,
                            std::string_view windows_folder);

/// Arguments by the rules of CommandLineToArgvW: blanks part them, quotes keep them together, a
/// backslash counts only before a quote.
std::vector<std::string> split_arguments(std::string_view text);

/// Whether the text is a path that hangs on the current folder: "app.py", ".\\app.py", not "-m" and
/// not "C:\\app.py". A bare word is one only if it has the extension of a file.
bool is_relative_path(std::string_view argument);

std::string_view base_name(std::string_view path);  ///< behind the last \\ or /
std::string_view folder_of(std::string_view path);  ///< before it; empty where there is none
bool has_extension(std::string_view path, std::string_view extension);  ///< ".exe", any case

}  // namespace preflight::service
