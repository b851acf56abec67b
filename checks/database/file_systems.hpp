// Which file systems and folders SQLite does not get on with. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::database {

/// A type number of statfs(2).
struct FileSystemType {
  std::string_view name{};
  bool network{};
};

/// Nothing where the number is not known here, or stands for many (FUSE): then the mount's own name
/// for its type decides.
std::optional<FileSystemType> file_system_type(std::uint64_t magic);

inline constexpr std::uint64_t fuse_magic = 0x65735546;

/// Type of the mount of a device in the text of /proc/self/mountinfo (proc(5)): "fuse.sshfs".
/// The last of several mounts of the device. Nothing where the device is not there.
std::optional<std::string> mount_type(std::string_view mountinfo, std::uint32_t major,
                                      std::uint32_t minor);

/// Does a mount of this type fetch its files from another machine or another system?
bool network_mount_type(std::string_view type);

/// What a Windows path leads to by its form alone: "WSL" (\\\\wsl$, \\\\wsl.localhost), "network
/// share"
/// (\\\\server\\share, \\\\?\\UNC\\server\\share), or empty where it names a drive or a device.
std::string remote_path_kind(std::string_view path);

/// A folder that belongs to a sync client.
struct SyncedFolder {
  std::string path{};
  std::string client{};  ///< "OneDrive"
};

/// The folders in Dropbox's info.json: {"personal": {"path": "..."}, "business": {...}}.
std::vector<SyncedFolder> dropbox_folders(std::string_view info_json);

/// The client that `path` belongs to: it lies in one of `folders`, or a folder on the way bears the
/// name that a client gives its own. Empty where none. Both separators count; case does not.
std::string sync_client(std::string_view path, const std::vector<SyncedFolder>& folders);

}  // namespace preflight::database
