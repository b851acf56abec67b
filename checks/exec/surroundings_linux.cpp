#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "checks/base/text.hpp"
#include "checks/exec/surroundings.hpp"

namespace preflight::exec {

namespace {

// Where PATH is not set: confstr(3), _CS_PATH.
constexpr std::string_view usual_path = "/bin:/usr/bin";

std::string absolute(const std::string& path) {
  if (path.starts_with('/')) return path;
  char* folder = getcwd(nullptr, 0);
  if (folder == nullptr) return path;
  auto whole = std::string(folder) + "/" + path;
  std::free(folder);
  return whole;
}

/// 0 where it may be run, else an error number.
int trouble(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  return access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

}  // namespace

std::variant<std::string, SystemError> find_program(const std::string& name,
                                                    const std::string& folder) {
  if (name.find('/') != std::string::npos) {
    const bool inside = !folder.empty() && name.front() != '/';
    const auto path = absolute(inside ? folder + "/" + name : name);
    const int error = trouble(path);
    if (error != 0) return SystemError{error};
    return path;
  }
  const char* const variable = std::getenv("PATH");
  int worst = ENOENT;
  for (const auto entry : split(variable == nullptr ? usual_path : variable, ':')) {
    // An empty entry is the current folder: environ(7).
    const auto path = absolute(std::string(entry.empty() ? "." : entry) + "/" + name);
    const int error = trouble(path);
    if (error == 0) return path;
    if (error == EACCES) worst = EACCES;
  }
  return SystemError{worst};
}

std::optional<std::vector<std::string>> environment() {
  std::vector<std::string> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    all.emplace_back(*entry);
  return all;
}

bool is_windows() { return false; }

}  // namespace preflight::exec
