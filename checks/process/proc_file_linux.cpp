#include "checks/process/proc_file_linux.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace preflight {

Descriptor open_proc(std::uint32_t pid) {
  const std::string path = "/proc/" + std::to_string(pid);
  return Descriptor{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

std::optional<std::string> read_small_file(int folder, const char* name, std::size_t limit) {
  const Descriptor file{openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file) return std::nullopt;
  std::string text;
  std::size_t length = 0;
  while (length < limit) {
    constexpr std::size_t step = 4096;
    text.resize(std::min(length + step, limit));
    const ssize_t got = read(file.get(), text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  text.resize(length);
  return text;
}

std::optional<std::string> read_link(int folder, const char* name) {
  std::string target(4096, '\0');
  const ssize_t length = readlinkat(folder, name, target.data(), target.size());
  if (length < 0) return std::nullopt;
  target.resize(static_cast<std::size_t>(length));
  return target;
}

}  // namespace preflight
