#include <windows.h>

#include <fmt/format.h>

#include "checks/base/handle_windows.hpp"
#include "checks/base/system_error.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/config_file.hpp"
#include "cli/config_text.hpp"

namespace preflight {

namespace {

FileText failed(SystemError error) {
  const bool missing = error.code == ERROR_FILE_NOT_FOUND || error.code == ERROR_PATH_NOT_FOUND;
  return {std::nullopt, missing, fmt::format("{} ({})", text(error), symbol(error))};
}

bool is_separator(char c) { return c == '\\' || c == '/'; }

// "\app.db" and "C:app.db" hang on the drive that is current; no folder can be put before them
// ("Naming Files, Paths, and Namespaces").
bool stands_alone(std::string_view name) {
  return name.empty() || is_separator(name.front()) || (name.size() > 1 && name[1] == ':');
}

}  // namespace

FileText read_config_file(const std::string& path) {
  const Handle file{CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
  if (!file) return failed(last_error());
  std::string content(longest_config + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    DWORD count = 0;
    if (ReadFile(file.get(), content.data() + size, static_cast<DWORD>(content.size() - size),
                 &count, nullptr) == 0) {
      const auto error = last_error();
      if (error.code == ERROR_BROKEN_PIPE) break;  // the end of a pipe
      return failed(error);
    }
    if (count == 0) break;
    size += count;
  }
  content.resize(size);
  return {std::move(content), false, {}};
}

std::string beside(std::string_view path, std::string_view name) {
  const auto slash = path.find_last_of("\\/");
  if (slash == std::string_view::npos || stands_alone(name)) return std::string(name);
  return std::string(path.substr(0, slash + 1)).append(name);
}

}  // namespace preflight
