#include "checks/process/kernel_file_linux.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "checks/process/proc_file_linux.hpp"

namespace preflight {

std::variant<KernelFile, SystemError> kernel_file(const std::string& path) {
  const Descriptor file{open(path.c_str(), O_PATH | O_CLOEXEC)};
  struct stat st {};
  if (!file || fstat(file.get(), &st) != 0) return last_error();
  KernelFile known{{major(st.st_dev), minor(st.st_dev)}, st.st_ino};

  const auto name = "/proc/self/fdinfo/" + std::to_string(file.get());
  const auto text = read_small_file(AT_FDCWD, name.c_str());
  if (!text) return known;
  const auto info = parse_fdinfo(*text);
  if (info.inode) known.inode = *info.inode;
  if (!info.mount) return known;
  constexpr std::size_t limit = 16 * 1024 * 1024;
  if (const auto mounts = read_small_file(AT_FDCWD, "/proc/self/mountinfo", limit))
    if (const auto device = device_of_mount(*mounts, *info.mount)) known.device = *device;
  return known;
}

}  // namespace preflight
