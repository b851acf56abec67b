#include <windows.h>

#include "checks/base/file_identity_windows.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight {

namespace {

FileKind kind_of(HANDLE handle, DWORD attributes) {
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return FileKind::directory;
  switch (GetFileType(handle)) {
    case FILE_TYPE_DISK:
      return FileKind::regular;
    case FILE_TYPE_PIPE:
      return FileKind::fifo;
    case FILE_TYPE_CHAR:
      return FileKind::device;
    default:
      return FileKind::other;
  }
}

}  // namespace

std::variant<FileStatus, SystemError> file_status(const std::string& path) {
  // No access right but the attributes: share modes and locks of others do not matter to that.
  const Handle handle{CreateFileW(to_wide(path).c_str(), FILE_READ_ATTRIBUTES,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                  OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr)};
  if (!handle) return last_error();
  BY_HANDLE_FILE_INFORMATION basic{};
  if (GetFileInformationByHandle(handle.get(), &basic) == 0) {
    // Pipes and devices have no such information; a file that fails here is an error.
    const auto error = last_error();
    const auto kind = kind_of(handle.get(), 0);
    if (kind == FileKind::regular || kind == FileKind::other) return error;
    return FileStatus{{}, kind, 0};
  }
  const auto identity = identity_of(handle.get());
  if (!identity) return last_error();
  return FileStatus{*identity, kind_of(handle.get(), basic.dwFileAttributes),
                    (std::uint64_t{basic.nFileSizeHigh} << 32) | basic.nFileSizeLow};
}

}  // namespace preflight
