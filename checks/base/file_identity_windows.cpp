#include "checks/base/file_identity_windows.hpp"

#include <cstring>

namespace preflight {

// FILE_ID_INFO is the whole identity; file systems without it (FAT, some redirectors) give the
// 64-bit index of GetFileInformationByHandle.
std::optional<FileIdentity> identity_of(HANDLE file) {
  FILE_ID_INFO info{};
  if (GetFileInformationByHandleEx(file, FileIdInfo, &info, sizeof info) != 0) {
    FileIdentity identity{info.VolumeSerialNumber, 0, 0};
    std::memcpy(&identity.file, info.FileId.Identifier, 8);
    std::memcpy(&identity.file_high, info.FileId.Identifier + 8, 8);
    return identity;
  }
  BY_HANDLE_FILE_INFORMATION basic{};
  if (GetFileInformationByHandle(file, &basic) == 0) return std::nullopt;
  return FileIdentity{basic.dwVolumeSerialNumber,
                      (std::uint64_t{basic.nFileIndexHigh} << 32) | basic.nFileIndexLow, 0};
}

}  // namespace preflight
