// An error number of the running system, with its name and text.
#pragma once

#include <string>

namespace preflight {

/// What another machine said of an error number of its own.
struct ErrorWords {
  std::string symbol{};
  std::string text{};
};

/// errno on Linux, a Win32 (or Winsock) code on Windows. 0 is "no error".
struct SystemError {
  int code{};
  const ErrorWords* words{};  ///< of a recorded error; null: it is one of this system. Not owned
};

/// Symbol where it is known ("EACCES", "WSAEACCES"), else the number in decimal.
std::string symbol(SystemError);

/// The system's own text for the code, without a trailing full stop or line break.
std::string text(SystemError);

/// There is no such file, or no such folder on the way to it: ENOENT and ENOTDIR,
/// ERROR_FILE_NOT_FOUND and ERROR_PATH_NOT_FOUND. A recorded error counts by its words.
bool is_missing(SystemError);

/// The error of the last failed call of this thread (errno, GetLastError).
SystemError last_error();

}  // namespace preflight
