#include "checks/service/files_windows.hpp"

#include <windows.h>

#include <algorithm>
#include <array>
#include <utility>

#include "checks/base/handle_windows.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/imports/system.hpp"
#include "checks/service/access_windows.hpp"
#include "checks/service/log_tail.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_of_log = 8192;
constexpr std::size_t most_lines = 12;
constexpr DWORD app_exec_link = 0x8000001B;  ///< IO_REPARSE_TAG_APPEXECLINK (ntifs.h)

bool begins_with_drive(const std::string& path) { return path.size() > 1 && path[1] == ':'; }

Drive drive_of(const std::string& path) {
  if (!begins_with_drive(path)) return Drive::local;
  const std::wstring root{static_cast<wchar_t>(path[0]), L':', L'\\'};
  const auto type = GetDriveTypeW(root.c_str());
  if (type == DRIVE_REMOTE) return Drive::network;
  return type == DRIVE_NO_ROOT_DIR ? Drive::none : Drive::local;
}

Presence presence_of(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
      return Presence::missing;
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
      return Presence::folder_missing;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
      return Presence::missing;
    case ERROR_ACCESS_DENIED:
      return Presence::denied;
    default:
      return Presence::unknown;
  }
}

bool is_app_alias(const std::wstring& path) {
  WIN32_FIND_DATAW found{};
  const HANDLE search = FindFirstFileW(path.c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return false;
  FindClose(search);
  return (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
         found.dwReserved0 == app_exec_link;
}

Handle open_shared(const std::string& path) {
  return Handle{CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
}

bool is_on_disk(HANDLE file) { return GetFileType(file) == FILE_TYPE_DISK; }

std::string read_from(HANDLE file, std::uint64_t offset, std::size_t most) {
  std::string bytes(most, '\0');
  LARGE_INTEGER start{};
  start.QuadPart = static_cast<LONGLONG>(offset);
  if (SetFilePointerEx(file, start, nullptr, FILE_BEGIN) == 0) return {};
  std::size_t used = 0;
  while (used < most) {
    DWORD got = 0;
    const auto step = static_cast<DWORD>(std::min<std::size_t>(most - used, 1U << 20U));
    if (ReadFile(file, bytes.data() + used, step, &got, nullptr) == 0 || got == 0) break;
    used += got;
  }
  bytes.resize(used);
  return bytes;
}

std::optional<ProgramHeader> header_of(const std::string& path, SystemError& error) {
  const auto opened = imports::this_file_system().open(path);
  if (const auto* file = std::get_if<imports::OpenedFile>(&opened))
    return decode_program(file->bytes());
  error = std::get<imports::CannotOpen>(opened).error;
  return std::nullopt;
}

bool is_below(const std::string& path, const std::string& folder) {
  return lower(path).starts_with(lower(folder) + "\\");
}

/// What the program's own libraries, those of Windows aside, say of StartServiceCtrlDispatcher.
Dispatcher dispatcher_of(const imports::Closure& closure, const std::string& windows_folder) {
  for (std::size_t i = 1; i < closure.libraries.size(); ++i) {
    const auto& library = closure.libraries[i];
    if (library.file == nullptr || is_below(library.path, windows_folder)) continue;
    const auto said = decode_program(library.file->opened.bytes()).dispatcher;
    if (said != Dispatcher::never) return said;
  }
  return Dispatcher::never;
}

std::vector<std::string> path_folders(const Environment& environment) {
  std::vector<std::string> folders;
  for (const auto& [name, value] : environment) {
    if (lower(name) != "path") continue;
    for (auto part : split(value, ';')) {
      part = trim(part);
      if (part.size() > 1 && part.front() == '"' && part.back() == '"')
        part = part.substr(1, part.size() - 2);
      if (!part.empty()) folders.emplace_back(part);
    }
  }
  return folders;
}

}  // namespace

std::string windows_folder() {
  std::array<wchar_t, MAX_PATH + 1> path{};
  const auto length = GetSystemWindowsDirectoryW(path.data(), static_cast<UINT>(path.size()));
  return length == 0 || length > MAX_PATH ? "C:\\Windows" : to_utf8({path.data(), length});
}

std::uint16_t native_machine() {
  using Ask = BOOL(WINAPI*)(HANDLE, USHORT*, USHORT*);
  // Windows 10 and later; before that no Windows of this program ran on ARM.
  const auto ask = reinterpret_cast<Ask>(reinterpret_cast<void (*)()>(
      GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "IsWow64Process2")));
  USHORT process = 0;
  USHORT native = 0;
  if (ask != nullptr && ask(GetCurrentProcess(), &process, &native) != 0) return native;
  SYSTEM_INFO info{};
  GetNativeSystemInfo(&info);
  return info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 ? IMAGE_FILE_MACHINE_AMD64
                                                                     : IMAGE_FILE_MACHINE_I386;
}

FileLook look_at(const std::string& path) {
  FileLook look;
  look.path = path;
  if (path.empty() || path.starts_with("\\\\.\\")) return look;
  look.drive = drive_of(path);
  const auto wide = to_wide(path);
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (GetFileAttributesExW(wide.c_str(), GetFileExInfoStandard, &data) == 0) {
    const auto error = GetLastError();
    look.error = {static_cast<int>(error)};
    look.presence = presence_of(error);
    // Wine and some file systems say "no such file" for a missing folder, too.
    const auto folder = folder_of(path);
    if (look.presence == Presence::missing && !folder.empty() &&
        GetFileAttributesW(to_wide(std::string(folder) + "\\").c_str()) == INVALID_FILE_ATTRIBUTES)
      look.presence = Presence::folder_missing;
    return look;
  }
  const bool folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  look.presence = folder ? Presence::is_folder : Presence::there;
  if ((data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
    look.app_alias = is_app_alias(wide);
  return look;
}

void look_into_program(FileLook& look, const WindowsFacts& facts, const Environment& environment,
                       const std::string& folder, Deadline deadline) {
  if (look.presence != Presence::there || look.app_alias) return;
  if (facts.config) look.account_may_run = account_may_run(look.path, facts.config->account);
  look.header = header_of(look.path, look.error);
  if (!look.header) {
    if (look.error.code == ERROR_ACCESS_DENIED) look.presence = Presence::denied;
    return;
  }
  if (look.header->format != FileFormat::program || !can_run(facts.machine, look.header->machine))
    return;
  imports::Query query;
  query.file = look.path;
  query.environment = {path_folders(environment), folder, {}, {}};
  look.libraries = imports::probe(query, deadline);
  if (look.header->dispatcher == Dispatcher::never)
    look.header->dispatcher = dispatcher_of(look.libraries->closures.front(), facts.windows_folder);
}

void look_into_extension(FileLook& look, std::vector<std::string> folders, Deadline deadline) {
  if (look.presence != Presence::there) return;
  imports::Query query;
  query.file = look.path;
  query.search = std::move(folders);
  query.environment.emplace();
  look.libraries = imports::probe(query, deadline);
}

std::string find_program(const std::string& name, const std::string& by,
                         const std::string& windows_folder, const Environment& environment) {
  if (name.find_first_of("\\/") != std::string::npos || begins_with_drive(name)) return name;
  std::vector<std::string> folders{std::string(folder_of(by)), windows_folder + "\\System32",
                                   windows_folder};
  for (auto& folder : path_folders(environment)) folders.push_back(std::move(folder));
  for (const auto& folder : folders)
    for (const auto* extension : {"", ".exe"}) {
      auto path = folder + "\\" + name + extension;
      if (look_at(path).presence == Presence::there) return path;
    }
  return name;
}

std::vector<std::string> tail_of(const std::string& path, SystemError& error) {
  const auto file = open_shared(path);
  LARGE_INTEGER size{};
  if (!file || GetFileSizeEx(file.get(), &size) == 0) {
    error = last_error();
    return {};
  }
  if (!is_on_disk(file.get())) return {};
  const auto whole = static_cast<std::uint64_t>(size.QuadPart);
  // From an even place on, so that UTF-16 stays in step.
  const auto start = whole > most_of_log ? (whole - most_of_log) & ~std::uint64_t{1} : 0;
  return last_lines(read_from(file.get(), start, most_of_log), start > 0, most_lines);
}

std::optional<std::string> read_bytes(const std::string& path, std::size_t most, bool& cut,
                                      SystemError& error) {
  const auto file = open_shared(path);
  LARGE_INTEGER size{};
  if (!file || !is_on_disk(file.get()) || GetFileSizeEx(file.get(), &size) == 0) {
    error = last_error();
    return std::nullopt;
  }
  const auto whole = static_cast<std::uint64_t>(size.QuadPart);
  cut = whole > most;
  return read_from(file.get(), 0, static_cast<std::size_t>(std::min<std::uint64_t>(whole, most)));
}

}  // namespace preflight::service
