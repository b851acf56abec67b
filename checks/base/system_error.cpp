#include "checks/base/system_error.hpp"

namespace preflight {

// By the names: ENOTDIR and ERROR_PATH_NOT_FOUND are other errors on the other system.
bool is_missing(SystemError error) {
  const auto name = symbol(error);
  return name == "ENOENT" || name == "ENOTDIR" || name == "ERROR_FILE_NOT_FOUND" ||
         name == "ERROR_PATH_NOT_FOUND";
}

}  // namespace preflight
