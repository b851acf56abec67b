#include "checks/database/file_systems.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "checks/base/text.hpp"

namespace preflight::database {

namespace {

// statfs(2), include/uapi/linux/magic.h.
constexpr std::array known_types{
    std::pair<std::uint32_t, FileSystemType>{0x6969, {"nfs", true}},
    std::pair<std::uint32_t, FileSystemType>{0xff534d42, {"cifs", true}},
    std::pair<std::uint32_t, FileSystemType>{0xfe534d42, {"smb2", true}},
    std::pair<std::uint32_t, FileSystemType>{0x517b, {"smb", true}},
    std::pair<std::uint32_t, FileSystemType>{0x01021997, {"9p", true}},
    std::pair<std::uint32_t, FileSystemType>{0x5346414f, {"afs", true}},
    std::pair<std::uint32_t, FileSystemType>{0x00c36400, {"ceph", true}},
    std::pair<std::uint32_t, FileSystemType>{0x0bd00bd0, {"lustre", true}},
    std::pair<std::uint32_t, FileSystemType>{0x47504653, {"gpfs", true}},
    std::pair<std::uint32_t, FileSystemType>{0x564c, {"ncp", true}},
    std::pair<std::uint32_t, FileSystemType>{0x73757245, {"coda", true}},
    std::pair<std::uint32_t, FileSystemType>{0x786f4256, {"vboxsf", true}},
    std::pair<std::uint32_t, FileSystemType>{0xbacbacbc, {"vmhgfs", true}},
    std::pair<std::uint32_t, FileSystemType>{0xef53, {"ext4", false}},
    std::pair<std::uint32_t, FileSystemType>{0x01021994, {"tmpfs", false}},
    std::pair<std::uint32_t, FileSystemType>{0x58465342, {"xfs", false}},
    std::pair<std::uint32_t, FileSystemType>{0x9123683e, {"btrfs", false}},
    std::pair<std::uint32_t, FileSystemType>{0x794c7630, {"overlayfs", false}},
    std::pair<std::uint32_t, FileSystemType>{0x2fc12fc1, {"zfs", false}},
    std::pair<std::uint32_t, FileSystemType>{0xf2f52010, {"f2fs", false}},
};

std::string folded(std::string_view path) {
  std::string text(path);
  for (auto& c : text)
    c = c == '\\' ? '/' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

bool lies_in(const std::string& path, const std::string& folder) {
  return folder.size() > 1 && path.size() > folder.size() && path.starts_with(folder) &&
         path[folder.size()] == '/';
}

std::string_view client_named(std::string_view folder) {
  static constexpr std::array clients{
      std::pair<std::string_view, std::string_view>{"onedrive", "OneDrive"},
      std::pair<std::string_view, std::string_view>{"dropbox", "Dropbox"},
      std::pair<std::string_view, std::string_view>{"nextcloud", "Nextcloud"},
      std::pair<std::string_view, std::string_view>{"google drive", "Google Drive"},
      std::pair<std::string_view, std::string_view>{"googledrive", "Google Drive"},
      std::pair<std::string_view, std::string_view>{"iclouddrive", "iCloud"},
      std::pair<std::string_view, std::string_view>{"box sync", "Box"},
  };
  for (const auto& [name, client] : clients)
    if (folder == name) return client;
  return folder.starts_with("onedrive - ") ? "OneDrive" : "";
}

}  // namespace

std::optional<FileSystemType> file_system_type(std::uint64_t magic) {
  for (const auto& [number, type] : known_types)
    if (number == magic) return type;
  return std::nullopt;
}

std::optional<std::string> mount_type(std::string_view mountinfo, std::uint32_t major,
                                      std::uint32_t minor) {
  const auto device = std::to_string(major) + ":" + std::to_string(minor);
  std::optional<std::string> type;
  for (const auto line : split(mountinfo, '\n')) {
    // 36 35 98:0 /root /mount rw,noatime shared:1 - fuse.sshfs host:/ rw
    const auto words = split(line, ' ');
    if (words.size() < 3 || words[2] != device) continue;
    const auto dash = std::find(words.begin() + 3, words.end(), "-");
    if (words.end() - dash > 1) type = std::string(dash[1]);
  }
  return type;
}

bool network_mount_type(std::string_view type) {
  static constexpr std::array<std::string_view, 20> types{"nfs",
                                                          "nfs4",
                                                          "cifs",
                                                          "smb3",
                                                          "smbfs",
                                                          "9p",
                                                          "drvfs",
                                                          "virtiofs",
                                                          "fuse.sshfs",
                                                          "fuse.rclone",
                                                          "fuse.s3fs",
                                                          "fuse.gcsfuse",
                                                          "fuse.glusterfs",
                                                          "fuse.davfs",
                                                          "fuse.curlftpfs",
                                                          "fuse.grpcfuse",
                                                          "fuse.osxfs",
                                                          "fuse.vmhgfs-fuse",
                                                          "fuse.ceph",
                                                          "fuse.juicefs"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::string remote_path_kind(std::string_view path) {
  auto text = folded(path);
  if (!text.starts_with("//")) return "";
  if (text.starts_with("//?/unc/"))
    text = "//" + text.substr(8);
  else if (text.starts_with("//?/") || text.starts_with("//./"))
    return "";
  const bool wsl = text.starts_with("//wsl$/") || text.starts_with("//wsl.localhost/");
  return wsl ? "WSL" : "network share";
}

std::vector<SyncedFolder> dropbox_folders(std::string_view info_json) {
  std::vector<SyncedFolder> folders;
  const auto info = nlohmann::json::parse(info_json, nullptr, false);
  if (!info.is_object()) return folders;
  for (const auto& account : info) {
    if (!account.is_object()) continue;
    const auto path = account.find("path");
    if (path != account.end() && path->is_string())
      folders.push_back({path->get<std::string>(), "Dropbox"});
  }
  return folders;
}

std::string sync_client(std::string_view path, const std::vector<SyncedFolder>& folders) {
  const auto text = folded(path);
  for (const auto& folder : folders)
    if (lies_in(text, folded(folder.path))) return folder.client;
  const auto parts = split(text, '/');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i)  // the last is the file
    if (const auto client = client_named(parts[i]); !client.empty()) return std::string(client);
  if (text.find("/library/cloudstorage/") != std::string::npos) return "a cloud storage client";
  return "";
}

}  // namespace preflight::database
