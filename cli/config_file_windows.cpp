#include <windows.h>

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/handle_windows.hpp"
#include "checks/base/system_error.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/config_file.hpp"
#include "cli/config_text.hpp"

namespace preflight {

namespace {

constexpr std::size_t block = std::size_t{16} << 10;

FileText failed(SystemError error) {
  return {std::nullopt, is_missing(error), fmt::format("{} ({})", text(error), symbol(error))};
}

bool is_separator(char c) { return c == '\\' || c == '/'; }

// "\app.db" and "C:app.db" hang on the drive that is current; no folder can be put before them
// ("Naming Files, Paths, and Namespaces").
bool stands_alone(std::string_view name) {
  return name.empty() || is_separator(name.front()) || (name.size() > 1 && name[1] == ':');
}

}  // namespace

FileText read_bytes(const std::string& path, std::size_t most) {
  const Handle file{CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
  if (!file) return failed(last_error());
  std::string content;
  while (content.size() <= most) {
    const auto begin = content.size();
    content.resize(std::min(most + 1, begin + std::max(begin, block)));
    DWORD count = 0;
    const bool good = ReadFile(file.get(), content.data() + begin,
                               static_cast<DWORD>(content.size() - begin), &count, nullptr) != 0;
    const auto error = last_error();
    content.resize(begin + count);
    if (!good && error.code == ERROR_BROKEN_PIPE) break;  // the end of a pipe
    if (!good) return failed(error);
    if (count == 0) break;
  }
  return {std::move(content), false, {}};
}

FileText read_config_file(const std::string& path) { return read_bytes(path, longest_config); }

std::string beside(std::string_view path, std::string_view name) {
  const auto slash = path.find_last_of("\\/");
  if (slash == std::string_view::npos || stands_alone(name)) return std::string(name);
  return std::string(path.substr(0, slash + 1)).append(name);
}

}  // namespace preflight
