// `preflight init`: a preflight.json for the project in a folder, and the lines that use it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace preflight::init {

struct Wish {
  std::string folder{"."};
  bool print{};           ///< the file to standard output, and nothing written
  std::string gate{};     ///< only the lines for this one; empty: the file, and the usual ones
  std::string service{};  ///< the name of the service; empty: as it is seen
};

struct Answer {
  int exit_code{};
  std::string out{};  ///< for a person; with `print` or `gate` nothing but what was asked for
  std::string err{};  ///< one line; empty where all went well
};

/// `knows` tells which keys a preflight.json may have. Exit code 1: nothing was written; there is
/// one already, nothing was found, or the folder cannot be read.
Answer run_init(const Wish& wish, const std::function<bool(std::string_view)>& knows);

}  // namespace preflight::init
