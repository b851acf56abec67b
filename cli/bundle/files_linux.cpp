#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>

#include "checks/base/descriptor_linux.hpp"
#include "cli/bundle/files.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): environ(7)

namespace preflight::bundle {

namespace {

using Details = std::vector<std::pair<std::string, std::string>>;

bool exists(const char* path) { return access(path, F_OK) == 0; }

void add_variable(Details& details, const char* name) {
  const char* value = std::getenv(name);
  if (value != nullptr && *value != '\0') details.emplace_back(name, value);
}

// tzset(3): TZ, else /etc/localtime, which is a link into the folder of zones.
std::string time_zone() {
  std::array<char, PATH_MAX> link{};
  const auto length = readlink("/etc/localtime", link.data(), link.size() - 1);
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 64> shown{};
  std::strftime(shown.data(), shown.size(), "%Z %z", &local);
  std::string zone = shown.data();
  if (length > 0) zone += std::string(" (") + link.data() + ")";
  return zone;
}

// What the runtimes leave behind: Docker, Podman, systemd-nspawn and LXC (the variable),
// Kubernetes.
std::string container() {
  std::string hints;
  const auto add = [&](const char* hint) {
    hints += (hints.empty() ? "" : ", ") + std::string(hint);
  };
  if (exists("/.dockerenv")) add("/.dockerenv");
  if (exists("/run/.containerenv")) add("/run/.containerenv");
  if (const char* value = std::getenv("container"); value != nullptr) add(value);
  if (std::getenv("KUBERNETES_SERVICE_HOST") != nullptr) add("Kubernetes");
  if (std::getenv("WSL_DISTRO_NAME") != nullptr) add("WSL");
  return hints.empty() ? "no hint of one" : hints;
}

}  // namespace

FileTail read_tail(const std::string& path, std::size_t most) {
  // A FIFO in its place makes nobody wait.
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return {std::nullopt, 0, last_error()};
  if (!S_ISREG(status.st_mode))
    return {std::nullopt, 0, SystemError{S_ISDIR(status.st_mode) ? EISDIR : EINVAL}};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, most)), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = pread(file.get(), bytes.data() + done, bytes.size() - done,
                             static_cast<off_t>(size - bytes.size() + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {std::nullopt, size, last_error()};
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return {std::move(bytes), size, std::nullopt};
}

std::optional<std::int64_t> modified_at(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return status.st_mtim.tv_sec;
}

std::optional<SystemError> make_folder(const std::string& path) {
  if (mkdir(path.c_str(), 0777) == 0) return std::nullopt;
  return last_error();
}

void remove_file(const std::string& path) { unlink(path.c_str()); }
void remove_empty_folder(const std::string& path) { rmdir(path.c_str()); }

std::vector<std::string> all_variables() {
  std::vector<std::string> all;
  for (auto* const* one = environ; one != nullptr && *one != nullptr; ++one) all.emplace_back(*one);
  return all;
}

Details machine_details() {
  Details details;
  utsname names{};
  if (uname(&names) == 0) {
    details.emplace_back("kernel", std::string(names.sysname) + " " + names.release);
    details.emplace_back("kernel_build", names.version);
  }
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG", "TZ"}) add_variable(details, name);
  details.emplace_back("time_zone", time_zone());
  details.emplace_back("container", container());
  return details;
}

}  // namespace preflight::bundle
