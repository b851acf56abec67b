#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/environment_variable.hpp"
#include "checks/database/file_systems.hpp"
#include "checks/database/look.hpp"

namespace preflight::database {

namespace {

std::string read_text(const std::string& path) {
  std::string text;
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  std::array<char, 8192> part{};
  while (file) {
    const auto got = read(file.get(), part.data(), part.size());
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

// Only for FUSE and types without a name here: then the mount's own word decides.
void ask_mount(const std::string& folder, FileSystem& result) {
  struct stat st {};
  if (stat(folder.c_str(), &st) != 0) return;
  const auto type =
      mount_type(read_text("/proc/self/mountinfo"), major(st.st_dev), minor(st.st_dev));
  if (!type) return;
  result.name = *type;
  result.network = network_mount_type(*type);
}

std::vector<SyncedFolder> synced_folders() {
  const auto home = environment_variable("HOME");
  if (home.empty()) return {};
  const auto info = read_text(home + "/.dropbox/info.json");
  return info.empty() ? std::vector<SyncedFolder>{} : dropbox_folders(info);
}

}  // namespace

FileSystem file_system_of(const Place& place) {
  FileSystem result;
  struct statfs fs {};
  if (statfs(place.folder.c_str(), &fs) != 0) return result;
  if (const auto type = file_system_type(static_cast<std::uint32_t>(fs.f_type))) {
    result.name = type->name;
    result.network = type->network;
  } else {
    ask_mount(place.folder, result);
  }
  result.writable = (fs.f_flags & ST_RDONLY) == 0;
  // A file system without a size of its own (tmpfs size=0) says 0 blocks.
  const auto blocks = geteuid() == 0 ? fs.f_bfree : fs.f_bavail;
  if (fs.f_blocks != 0)
    result.free = std::uint64_t{blocks} * static_cast<std::uint64_t>(fs.f_bsize);
  result.no_more_files = fs.f_files != 0 && fs.f_ffree == 0;
  result.synced_by = sync_client(place.path, synced_folders());
  return result;
}

}  // namespace preflight::database
