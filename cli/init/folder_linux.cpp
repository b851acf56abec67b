#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

#include "checks/base/descriptor_linux.hpp"
#include "cli/init/folder.hpp"

namespace preflight::init {

namespace {

EntryKind kind_of(int folder, const char* name) {
  struct stat st {};
  if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
  if (S_ISDIR(st.st_mode)) return EntryKind::folder;
  if (S_ISLNK(st.st_mode) && fstatat(folder, name, &st, 0) != 0) return EntryKind::other;
  return S_ISREG(st.st_mode) ? EntryKind::file : EntryKind::other;
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto count = write(file, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

FolderList list_folder(const std::string& path, std::size_t most) {
  FolderList list;
  const auto close = [](DIR* open) { closedir(open); };
  const std::unique_ptr<DIR, decltype(close)> folder{opendir(path.c_str()), close};
  if (!folder) {
    list.error = last_error();
    return list;
  }
  while (true) {
    errno = 0;
    const auto* entry = readdir(folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (list.entries.size() >= most) {
      list.more = true;
      break;
    }
    list.entries.push_back({name, kind_of(dirfd(folder.get()), entry->d_name)});
  }
  if (errno != 0 && !list.more) list.error = last_error();
  std::sort(list.entries.begin(), list.entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return list;
}

FileHead read_head(const std::string& path, std::size_t most) {
  // Without waiting: what was a file may be a FIFO by now.
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  struct stat st {};
  if (!file || fstat(file.get(), &st) != 0) return {std::nullopt, false, last_error()};
  if (!S_ISREG(st.st_mode)) return {std::nullopt, false, SystemError{EINVAL}};
  std::string bytes(most + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto count = read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {std::nullopt, false, last_error()};
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(std::min(size, most));
  return {std::move(bytes), size > most, std::nullopt};
}

Created create_new(const std::string& path, std::string_view content) {
  const Descriptor file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0666)};
  if (!file) {
    const auto error = last_error();
    return {error.code == EEXIST, error};
  }
  if (write_all(file.get(), content) && fsync(file.get()) == 0) return {};
  const auto error = last_error();
  unlink(path.c_str());
  return {false, error};
}

std::string absolute_path(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  return realpath(path.c_str(), buffer.data()) != nullptr ? buffer.data() : path;
}

std::string own_program() {
  std::array<char, PATH_MAX> buffer{};
  const auto size = readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (size <= 0) return "preflight";
  return {buffer.data(), static_cast<std::size_t>(size)};
}

}  // namespace preflight::init
