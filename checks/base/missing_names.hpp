// The names of the errors by which a system says that something is not there.
#pragma once

#include <string_view>

namespace preflight {

/// Of either system: ENOTDIR and ERROR_PATH_NOT_FOUND have numbers that are other errors on the
/// other one.
inline bool is_name_of_missing(std::string_view name) {
  return name == "ENOENT" || name == "ENOTDIR" || name == "ERROR_FILE_NOT_FOUND" ||
         name == "ERROR_PATH_NOT_FOUND";
}

}  // namespace preflight
