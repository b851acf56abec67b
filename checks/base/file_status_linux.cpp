#include <sys/stat.h>

#include "checks/base/file_status.hpp"

namespace preflight {

namespace {

FileKind kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FileKind::regular;
    case S_IFDIR:
      return FileKind::directory;
    case S_IFIFO:
      return FileKind::fifo;
    case S_IFSOCK:
      return FileKind::socket;
    case S_IFCHR:
    case S_IFBLK:
      return FileKind::device;
    default:
      return FileKind::other;
  }
}

}  // namespace

std::variant<FileStatus, SystemError> file_status(const std::string& path) {
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) return last_error();
  return FileStatus{
      {st.st_dev, st.st_ino, 0}, kind_of(st.st_mode), static_cast<std::uint64_t>(st.st_size)};
}

}  // namespace preflight
