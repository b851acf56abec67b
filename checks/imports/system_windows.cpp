#include <windows.h>

#include <cstdlib>
#include <mutex>
#include <unordered_map>

#include "checks/base/file_identity_windows.hpp"
#include "checks/base/handle_windows.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/imports/system.hpp"

namespace preflight::imports {

namespace {

CannotOpen cannot_open(DWORD error) {
  const auto fault = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ||
                             error == ERROR_INVALID_NAME || error == ERROR_BAD_PATHNAME
                         ? OpenFault::missing
                     : error == ERROR_ACCESS_DENIED ? OpenFault::denied
                                                    : OpenFault::failed;
  return {fault, {static_cast<int>(error)}};
}

/// Owns a view of a file.
class View {
 public:
  explicit View(void* begin) : begin_(begin) {}
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  ~View() { UnmapViewOfFile(begin_); }

 private:
  void* begin_;
};

DWORD attributes(const std::string& path) { return GetFileAttributesW(to_wide(path).c_str()); }

bool is_folder(const std::string& path) {
  const auto found = attributes(path);
  return found != INVALID_FILE_ATTRIBUTES && (found & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/// Windows keeps a file that is mapped from being cut short, so a view needs no guard.
std::variant<OpenedFile, CannotOpen> map_file(const std::string& path) {
  // Without FILE_FLAG_BACKUP_SEMANTICS a folder answers as one that is denied.
  const Handle file(CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) {
    const auto error = GetLastError();
    if (is_folder(path)) return CannotOpen{OpenFault::directory, {}};
    return cannot_open(error);
  }
  if (GetFileType(file.get()) != FILE_TYPE_DISK) return CannotOpen{OpenFault::not_a_file, {}};
  LARGE_INTEGER size{};
  if (!GetFileSizeEx(file.get(), &size)) return cannot_open(GetLastError());
  OpenedFile opened;
  opened.identity = identity_of(file.get()).value_or(FileIdentity{});
  opened.size = static_cast<std::uint64_t>(size.QuadPart);
  if (size.QuadPart == 0) return opened;
  const Handle mapping(CreateFileMappingW(file.get(), nullptr, PAGE_READONLY, 0, 0, nullptr));
  if (!mapping) return cannot_open(GetLastError());
  void* begin = MapViewOfFile(mapping.get(), FILE_MAP_READ, 0, 0, 0);
  if (begin == nullptr) return cannot_open(GetLastError());
  opened.keep = std::make_shared<View>(begin);
  opened.map = [bytes = Bytes(static_cast<const std::uint8_t*>(begin),
                              static_cast<std::size_t>(size.QuadPart))] { return bytes; };
  return opened;
}

std::variant<bool, SystemError> may_be_program(const std::string& path) {
  const Handle file(CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) {
    const auto error = last_error();
    return error.code == ERROR_FILE_NOT_FOUND ? std::variant<bool, SystemError>(false) : error;
  }
  std::uint8_t first[4];
  DWORD got = 0;
  if (!ReadFile(file.get(), first, sizeof first, &got, nullptr)) return last_error();
  return is_program_magic({first, got});
}

/// Calls `tell(name, is_folder)` for each entry of a folder; links to folders are none. False where
/// it cannot be looked into; GetLastError says why.
template <class Tell>
bool each_entry(const std::string& folder, Tell tell) {
  WIN32_FIND_DATAW entry{};
  const auto pattern = to_wide(joined(folder, "*", '\\'));
  const HANDLE search = FindFirstFileExW(pattern.c_str(), FindExInfoBasic, &entry,
                                         FindExSearchNameMatch, nullptr, FIND_FIRST_EX_LARGE_FETCH);
  if (search == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_FILE_NOT_FOUND;
  do {
    const auto name = to_utf8(entry.cFileName);
    const bool directory = (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    const bool link = (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    if (name != "." && name != ".." && !(directory && link)) tell(name, directory);
  } while (FindNextFileW(search, &entry));
  FindClose(search);
  return true;
}

/// Names that were asked for and their answers: a folder of PATH is asked for many names.
class Answers {
 public:
  std::optional<std::string> find(const std::string& folder, const std::string& name) {
    auto path = joined(folder, name, '\\');
    const auto key = lower(path);
    const std::lock_guard lock(mutex_);
    const auto known = there_.find(key);
    // What is denied is there as far as can be told; to open it says more.
    const bool there = known != there_.end() ? known->second
                                             : attributes(path) != INVALID_FILE_ATTRIBUTES ||
                                                   GetLastError() == ERROR_ACCESS_DENIED;
    there_.emplace(key, there);
    return there ? std::optional(std::move(path)) : std::nullopt;
  }

 private:
  std::mutex mutex_{};
  std::unordered_map<std::string, bool> there_{};
};

Listing files_below(const std::string& folder) {
  Listing found;
  std::vector<std::string> todo{folder};
  while (!todo.empty()) {
    const auto at = std::move(todo.back());
    todo.pop_back();
    const bool read = each_entry(at, [&](const std::string& name, bool directory) {
      (directory ? todo : found.files).push_back(joined(at, name, '\\'));
    });
    // One that went away meanwhile has nothing to show.
    if (!read && GetLastError() != ERROR_PATH_NOT_FOUND)
      found.unread.emplace_back(at, last_error());
  }
  return found;
}

std::vector<std::string> folders_in(const std::string& folder) {
  std::vector<std::string> found;
  each_entry(folder, [&](const std::string& name, bool directory) {
    if (directory) found.push_back(joined(folder, name, '\\'));
  });
  return found;
}

template <class Ask>
std::string folder_from(Ask ask) {
  std::wstring text(MAX_PATH, L'\0');
  const UINT size = ask(text.data(), static_cast<UINT>(text.size()));
  text.resize(size < text.size() ? size : 0);
  return to_utf8(text);
}

constexpr const wchar_t* session_manager = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager";

/// KnownDLLs: the names are values of the key, whatever the values are called.
std::vector<std::string> known_libraries() {
  std::vector<std::string> names;
  HKEY key = nullptr;
  const auto path = std::wstring(session_manager) + L"\\KnownDLLs";
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, KEY_READ | KEY_WOW64_64KEY, &key) != 0)
    return names;
  for (DWORD i = 0;; ++i) {
    wchar_t name[256];
    wchar_t text[512];
    DWORD name_size = 256, type = 0, size = sizeof text;
    const auto result = RegEnumValueW(key, i, name, &name_size, nullptr, &type,
                                      reinterpret_cast<BYTE*>(text), &size);
    if (result == ERROR_NO_MORE_ITEMS) break;
    if (result != ERROR_SUCCESS || type != REG_SZ) continue;
    std::wstring_view value(text, size / sizeof(wchar_t));
    while (!value.empty() && value.back() == L'\0') value.remove_suffix(1);
    auto library = lower(to_utf8(value));
    if (library.ends_with(".dll")) names.push_back(std::move(library));
  }
  RegCloseKey(key);
  return names;
}

bool is_safe_search() {
  DWORD value = 1, size = sizeof value;
  RegGetValueW(HKEY_LOCAL_MACHINE, session_manager, L"SafeDllSearchMode", RRF_RT_REG_DWORD, nullptr,
               &value, &size);
  return value != 0;
}

/// The map that the loader of this very process uses: PEB + 0x68 of 64-bit Windows
/// (phnt's ntpebteb.h, ApiSetMap). Its second word is its size.
std::optional<ApiSets> api_sets() {
  constexpr std::size_t offset = 0x68, most = 1U << 20U;
  const auto library = GetModuleHandleW(L"ntdll.dll");
  const auto address = library == nullptr ? nullptr : GetProcAddress(library, "RtlGetCurrentPeb");
  if (address == nullptr) return std::nullopt;
  using Ask = const std::uint8_t*(WINAPI*)();
  const auto* peb = reinterpret_cast<Ask>(reinterpret_cast<void*>(address))();
  const std::uint8_t* map = nullptr;
  std::memcpy(&map, peb + offset, sizeof map);
  if (map == nullptr) return std::nullopt;
  const auto size = little_u32({map, 8}, 4).value_or(0);
  if (size > most) return std::nullopt;
  return ApiSets::decode({map, size});
}

}  // namespace

const char this_separator = '\\';

FileSystem this_file_system() {
  auto answers = std::make_shared<Answers>();
  FileSystem system;
  system.open = map_file;
  system.may_be_program = may_be_program;
  system.has_folder = is_folder;
  system.find = [answers](const std::string& folder, const std::string& name) {
    return answers->find(folder, name);
  };
  system.list = files_below;
  system.folders = folders_in;
  system.separator = this_separator;
  return system;
}

FileSystem rooted_file_system(const std::string& root) {
  auto system = this_file_system();
  system.open = [root](const std::string& path) { return map_file(root + path); };
  system.has_folder = [root](const std::string& path) { return is_folder(root + path); };
  system.separator = '/';
  return system;
}

std::string real_path(const std::string& path) {
  std::wstring text(32768, L'\0');
  const auto size = GetFullPathNameW(to_wide(path).c_str(), static_cast<DWORD>(text.size()),
                                     text.data(), nullptr);
  if (size == 0 || size >= text.size()) return path;
  text.resize(size);
  while (text.size() > 3 && (text.back() == L'\\' || text.back() == L'/')) text.pop_back();
  return to_utf8(text);
}

// For programs of Linux in a folder: it is not known what they will run on.
std::vector<std::string> processor_levels() { return {}; }

ThisWindows this_windows() {
  ThisWindows windows;
  auto& around = windows.around;
  around.system_folder = folder_from(GetSystemDirectoryW);
  around.system_folder_32 = folder_from(GetSystemWow64DirectoryW);
  around.windows_folder = folder_from(GetWindowsDirectoryW);
  const auto store = joined(around.windows_folder, "WinSxS", '\\');
  if (is_folder(store)) around.side_by_side = store;
  around.known = known_libraries();
  around.safe_search = is_safe_search();
  around.current_folder = real_path(".");
  std::wstring path(32768, L'\0');
  const auto size = GetEnvironmentVariableW(L"PATH", path.data(), static_cast<DWORD>(path.size()));
  path.resize(size < path.size() ? size : 0);
  const auto text = to_utf8(path);
  for (const auto folder : split(text, ';'))
    if (!folder.empty()) around.path.emplace_back(folder);
  windows.api_sets = api_sets();
  return windows;
}

}  // namespace preflight::imports
