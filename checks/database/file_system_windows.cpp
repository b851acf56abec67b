#include <windows.h>

#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/database/file_systems.hpp"
#include "checks/database/look.hpp"

namespace preflight::database {

namespace {

std::string variable(const wchar_t* name) {
  std::array<wchar_t, 32768> value{};  // the most that a variable can hold
  const auto length = GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
  return length < value.size() ? to_utf8({value.data(), length}) : std::string();
}

std::string read_text(const std::string& path) {
  const Handle file{CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
  std::string text(65536, '\0');
  DWORD got = 0;
  if (!file ||
      ReadFile(file.get(), text.data(), static_cast<DWORD>(text.size()), &got, nullptr) == 0)
    return "";
  text.resize(got);
  return text;
}

// Where the clients themselves say that they work.
std::vector<SyncedFolder> synced_folders() {
  std::vector<SyncedFolder> folders;
  for (const auto* const name : {L"OneDrive", L"OneDriveConsumer", L"OneDriveCommercial"})
    if (auto path = variable(name); !path.empty()) folders.push_back({std::move(path), "OneDrive"});
  for (const auto* const name : {L"LOCALAPPDATA", L"APPDATA"}) {
    const auto base = variable(name);
    if (base.empty()) continue;
    for (auto& folder : dropbox_folders(read_text(base + "\\Dropbox\\info.json")))
      folders.push_back(std::move(folder));
  }
  return folders;
}

// SUBST makes a link to a folder ("\\??\\C:\\x"), NET USE one to a redirector; a volume is neither.
// Both belong to the logon session: learn.microsoft.com, "Defining an MS-DOS Device Name".
bool of_session(const std::string& path) {
  if (path.size() < 2 || path[1] != ':') return false;
  const std::wstring letter{static_cast<wchar_t>(path[0]), L':'};
  std::array<wchar_t, 1024> target{};
  if (QueryDosDeviceW(letter.c_str(), target.data(), static_cast<DWORD>(target.size())) == 0)
    return false;
  return std::wstring_view{target.data()}.starts_with(L"\\??\\") ||
         GetDriveTypeW((letter + L"\\").c_str()) == DRIVE_REMOTE;
}

bool is_encrypted(const std::string& path) {
  const auto attributes = GetFileAttributesW(to_wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_ENCRYPTED) != 0;
}

}  // namespace

FileSystem file_system_of(const Place& place) {
  FileSystem result;
  const auto folder = to_wide(place.folder);
  std::array<wchar_t, 1024> root{};
  std::array<wchar_t, MAX_PATH + 1> name{};
  DWORD flags = 0;
  if (GetVolumePathNameW(folder.c_str(), root.data(), static_cast<DWORD>(root.size())) != 0) {
    if (GetVolumeInformationW(root.data(), nullptr, 0, nullptr, nullptr, &flags, name.data(),
                              static_cast<DWORD>(name.size())) != 0)
      result.name = to_utf8(name.data());
    result.writable = (flags & FILE_READ_ONLY_VOLUME) == 0;
    result.network = GetDriveTypeW(root.data()) == DRIVE_REMOTE;
    if (result.network && result.name.empty()) result.name = "network drive";
  }
  if (const auto remote = remote_path_kind(place.path); !remote.empty()) {
    result.network = true;
    result.name = remote;
  }
  ULARGE_INTEGER available{};
  if (GetDiskFreeSpaceExW(folder.c_str(), &available, nullptr, nullptr) != 0)
    result.free = available.QuadPart;
  result.synced_by = sync_client(place.path, synced_folders());
  result.of_session = of_session(place.path);
  result.encrypted = is_encrypted(place.path);
  return result;
}

}  // namespace preflight::database
