#include "checks/base/system_error.hpp"

#include <cerrno>
#include <cstring>

#include "checks/base/missing_names.hpp"

namespace preflight {

std::string symbol(SystemError error) {
  if (error.words != nullptr) return error.words->symbol;
  // strerrorname_np(3): glibc 2.32 and later; null for a number it does not know.
  const char* name = strerrorname_np(error.code);
  return name != nullptr ? name : std::to_string(error.code);
}

std::string text(SystemError error) {
  if (error.words != nullptr) return error.words->text;
  const char* description = strerrordesc_np(error.code);
  return description != nullptr ? description : "error " + std::to_string(error.code);
}

bool is_missing(SystemError error) {
  if (error.words != nullptr) return is_name_of_missing(error.words->symbol);
  return error.code == ENOENT || error.code == ENOTDIR;
}

SystemError last_error() { return {errno}; }

}  // namespace preflight
