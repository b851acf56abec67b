#include "checks/base/text_file_linux.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"

namespace preflight {

std::optional<std::string> text_of_file(const std::string& path, std::size_t most) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 8192> part{};
  while (text.size() < most) {
    const auto got = read(file.get(), part.data(), std::min(part.size(), most - text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace preflight
