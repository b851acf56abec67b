#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/text.hpp"
#include "checks/process/process.hpp"
#include "cli/host.hpp"

namespace preflight {

namespace {

// os-release(5): PRETTY_NAME="Debian GNU/Linux 12 (bookworm)".
std::string pretty_name() {
  const Descriptor file{open("/etc/os-release", O_RDONLY | O_CLOEXEC)};
  std::array<char, 4096> buffer{};
  const auto length = file ? read(file.get(), buffer.data(), buffer.size()) : -1;
  if (length <= 0) return {};
  constexpr std::string_view key = "PRETTY_NAME=";
  for (auto line : split({buffer.data(), static_cast<std::size_t>(length)}, '\n')) {
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    if (line.size() >= 2 && line.front() == '"') line = line.substr(1, line.size() - 2);
    return std::string(line);
  }
  return {};
}

}  // namespace

Host this_host() {
  utsname names{};
  uname(&names);
  auto version = pretty_name();
  version += version.empty() ? "" : ", ";
  version += std::string("Linux ") + names.release;
  return {names.nodename, "linux", version, names.machine, current_user(), elevated()};
}

}  // namespace preflight
