#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/system_error.hpp"
#include "cli/config_file.hpp"
#include "cli/config_text.hpp"

namespace preflight {

namespace {

FileText failed(SystemError error) {
  return {std::nullopt, error.code == ENOENT, fmt::format("{} ({})", text(error), symbol(error))};
}

}  // namespace

FileText read_config_file(const std::string& path) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!file) return failed(last_error());
  std::string content(longest_config + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const auto count = read(file.get(), content.data() + size, content.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(last_error());
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  content.resize(size);
  return {std::move(content), false, {}};
}

std::string beside(std::string_view path, std::string_view name) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || name.empty() || name.front() == '/')
    return std::string(name);
  return std::string(path.substr(0, slash + 1)).append(name);
}

}  // namespace preflight
