#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/system_error.hpp"
#include "cli/config_file.hpp"
#include "cli/config_text.hpp"

namespace preflight {

namespace {

constexpr std::size_t block = std::size_t{16} << 10;

FileText failed(SystemError error) {
  return {std::nullopt, error.code == ENOENT, fmt::format("{} ({})", text(error), symbol(error))};
}

}  // namespace

FileText read_bytes(const std::string& path, std::size_t most) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!file) return failed(last_error());
  std::string content;
  while (content.size() <= most) {
    const auto begin = content.size();
    content.resize(std::min(most + 1, begin + std::max(begin, block)));
    const auto count = read(file.get(), content.data() + begin, content.size() - begin);
    const auto error = errno;
    content.resize(begin + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && error == EINTR) continue;
    if (count < 0) return failed({error});
    if (count == 0) break;
  }
  return {std::move(content), false, {}};
}

FileText read_config_file(const std::string& path) { return read_bytes(path, longest_config); }

std::string beside(std::string_view path, std::string_view name) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || name.empty() || name.front() == '/')
    return std::string(name);
  return std::string(path.substr(0, slash + 1)).append(name);
}

}  // namespace preflight
