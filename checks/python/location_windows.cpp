#include <windows.h>

#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/python/location.hpp"

namespace preflight::python {

namespace {

std::string read_small(const std::string& path) {
  constexpr DWORD most = 65536;
  const Handle file(CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, 0, nullptr));
  std::string text(most, '\0');
  DWORD got = 0;
  if (!file || !ReadFile(file.get(), text.data(), most, &got, nullptr)) got = 0;
  text.resize(got);
  return text;
}

bool is_there(const std::string& path) {
  return GetFileAttributesW(to_wide(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

std::string absolute(const std::string& path) {
  std::wstring text(32768, L'\0');
  const auto size = GetFullPathNameW(to_wide(path).c_str(), static_cast<DWORD>(text.size()),
                                     text.data(), nullptr);
  if (size == 0 || size >= text.size()) return path;
  text.resize(size);
  return to_utf8(text);
}

/// CreateProcess adds ".exe" where a name has no extension.
std::string program_at(const std::string& path) {
  const auto name = path.substr(path.find_last_of("/\\:") + 1);
  return name.find('.') == std::string::npos && !is_there(path) ? path + ".exe" : path;
}

std::string folder_of(const std::string& path) {
  const auto end = path.find_last_of("/\\");
  return end == std::string::npos ? "." : path.substr(0, end);
}

std::string value_of(const std::vector<std::string>& environment, std::string_view name) {
  for (const auto& entry : environment) {
    if (entry.size() <= name.size() || entry[name.size()] != '=') continue;
    if (CompareStringOrdinal(to_wide(entry).c_str(), static_cast<int>(name.size()),
                             to_wide(name).c_str(), static_cast<int>(name.size()),
                             TRUE) == CSTR_EQUAL)
      return entry.substr(name.size() + 1);
  }
  return {};
}

std::string find_in(std::string_view path, const std::string& name) {
  for (const auto folder : split(path, ';')) {
    if (folder.empty()) continue;
    auto candidate = program_at(std::string(folder) + "\\" + name);
    if (is_there(candidate)) return candidate;
  }
  return {};
}

/// The tag of a reparse point; 0 where it is none.
DWORD reparse_tag(const std::string& path) {
  WIN32_FIND_DATAW entry{};
  const HANDLE search = FindFirstFileW(to_wide(path).c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) return 0;
  FindClose(search);
  return (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? entry.dwReserved0 : 0;
}

void look_at_program(Location& at) {
  constexpr DWORD execution_alias = 0x8000001B;  // winnt.h: IO_REPARSE_TAG_APPEXECLINK
  const auto attributes = GetFileAttributesW(to_wide(at.path).c_str());
  if (reparse_tag(at.path) == execution_alias) {
    at.presence = Presence::store_alias;
  } else if (attributes != INVALID_FILE_ATTRIBUTES) {
    at.presence = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? Presence::folder : Presence::found;
  } else if (GetLastError() == ERROR_ACCESS_DENIED) {
    at.presence = Presence::denied;
    at.error = {ERROR_ACCESS_DENIED};
  }
}

void look_at_venv(Location& at) {
  const auto folder = folder_of(at.path);
  for (const auto& file : {folder + "\\pyvenv.cfg", folder_of(folder) + "\\pyvenv.cfg"}) {
    if (!is_there(file)) continue;
    at.venv_file = file;
    at.venv = decode_venv(read_small(file));
    at.venv_base_there = is_there(at.venv.home + "\\python.exe");
    return;
  }
}

/// pythonXY._pth beside the program, or python._pth of its own name.
void look_at_path_file(Location& at) {
  const auto folder = folder_of(at.path);
  WIN32_FIND_DATAW entry{};
  const HANDLE search = FindFirstFileW(to_wide(folder + "\\python*._pth").c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) return;
  FindClose(search);
  at.path_file = folder + "\\" + to_utf8(entry.cFileName);
  at.path_entries = decode_path_file(read_small(at.path_file));
}

std::vector<std::string> entries_of(const wchar_t* block) {
  std::vector<std::string> all;
  for (const auto* at = block; at != nullptr && *at != L'\0'; at += wcslen(at) + 1)
    all.push_back(to_utf8(at));
  return all;
}

std::string folder_from(UINT(WINAPI* ask)(LPWSTR, UINT)) {
  std::array<wchar_t, MAX_PATH + 1> text{};
  const UINT size = ask(text.data(), static_cast<UINT>(text.size()));
  return size < text.size() ? to_utf8({text.data(), size}) : std::string{};
}

/// Userenv's CreateEnvironmentBlock without a token: "system variables only". Loaded by name, since
/// nothing else of preflight wants that library.
std::vector<std::string> machine_variables() {
  using Create = BOOL(WINAPI*)(void**, HANDLE, BOOL);
  using Destroy = BOOL(WINAPI*)(void*);
  const HMODULE library = LoadLibraryExW(L"userenv.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return {};
  const auto address = [&](const char* name) {
    return reinterpret_cast<void*>(GetProcAddress(library, name));
  };
  const auto create = reinterpret_cast<Create>(address("CreateEnvironmentBlock"));
  const auto destroy = reinterpret_cast<Destroy>(address("DestroyEnvironmentBlock"));
  void* block = nullptr;
  std::vector<std::string> all;
  if (create != nullptr && destroy != nullptr && create(&block, nullptr, FALSE) != 0) {
    all = entries_of(static_cast<const wchar_t*>(block));
    destroy(block);
  }
  FreeLibrary(library);
  return all;
}

void add_where_missing(std::vector<std::string>& environment, std::string_view name,
                       const std::string& value) {
  if (value_of(environment, name).empty()) environment.push_back(std::string(name) + "=" + value);
}

}  // namespace

std::vector<std::string> service_environment() {
  auto all = machine_variables();
  const auto windows = folder_from(GetSystemWindowsDirectoryW);
  const auto system = service_folder();
  // What no process of Windows is without, and the profile that LocalSystem has.
  add_where_missing(all, "SystemRoot", windows);
  add_where_missing(all, "SystemDrive", windows.substr(0, 2));
  add_where_missing(all, "PATH", system + ";" + windows);
  add_where_missing(all, "TEMP", windows + "\\TEMP");
  add_where_missing(all, "TMP", windows + "\\TEMP");
  add_where_missing(all, "USERPROFILE", system + "\\config\\systemprofile");
  return all;
}

std::vector<std::string> user_environment() {
  auto* block = GetEnvironmentStringsW();
  auto all = entries_of(block);
  if (block != nullptr) FreeEnvironmentStringsW(block);
  return all;
}

Location locate(const std::string& name) {
  Location at;
  at.path = name;
  if (name.find_first_of("/\\:") == std::string::npos) {
    at.path = find_in(value_of(service_environment(), "PATH"), name);
    if (at.path.empty()) {
      at.path = name;
      at.user_path = find_in(value_of(user_environment(), "PATH"), name);
      return at;
    }
  }
  at.path = program_at(absolute(at.path));
  look_at_program(at);
  look_at_venv(at);
  look_at_path_file(at);
  return at;
}

std::string service_folder() { return folder_from(GetSystemDirectoryW); }

bool is_windows() { return true; }

}  // namespace preflight::python
