#include <windows.h>

#include "checks/base/wide_windows.hpp"
#include "checks/exec/surroundings.hpp"

namespace preflight::exec {

namespace {

bool is_seen_from_a_folder(const std::string& name) {
  const bool has_folder = name.find_first_of("\\/") != std::string::npos;
  const bool absolute = name.find_first_of("\\/") == 0 || (name.size() > 1 && name[1] == ':');
  return has_folder && !absolute;
}

}  // namespace

std::variant<std::string, SystemError> find_program(const std::string& name,
                                                    const std::string& folder) {
  const bool inside = !folder.empty() && is_seen_from_a_folder(name);
  const auto wide = to_wide(inside ? folder + "\\" + name : name);
  std::wstring path(MAX_PATH, L'\0');
  for (;;) {
    // Its own order: the folder of preflight, the current one, the system's, PATH.
    const auto length = SearchPathW(nullptr, wide.c_str(), L".exe", static_cast<DWORD>(path.size()),
                                    path.data(), nullptr);
    if (length == 0) return last_error();
    const bool whole = length < path.size();
    path.resize(length);
    if (whole) break;
  }
  const auto attributes = GetFileAttributesW(path.c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    return SystemError{ERROR_FILE_NOT_FOUND};
  return to_utf8(path);
}

std::optional<std::vector<std::string>> environment() { return std::nullopt; }

bool is_windows() { return true; }

}  // namespace preflight::exec
