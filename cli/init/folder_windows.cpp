#include <windows.h>

#include <algorithm>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/init/folder.hpp"

namespace preflight::init {

namespace {

EntryKind kind_of(DWORD attributes) {
  const bool folder = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
    return folder ? EntryKind::folder : EntryKind::file;
  // A junction or a link to a folder may lead back; one to a file is as good as the file, if it
  // leads anywhere, which reading it tells.
  return folder ? EntryKind::other : EntryKind::file;
}

}  // namespace

FolderList list_folder(const std::string& path, std::size_t most) {
  FolderList list;
  WIN32_FIND_DATAW data{};
  const HANDLE search = FindFirstFileW(to_wide(path + "\\*").c_str(), &data);
  if (search == INVALID_HANDLE_VALUE) {
    list.error = last_error();
    return list;
  }
  do {
    const auto name = to_utf8(data.cFileName);
    if (name == "." || name == "..") continue;
    if (list.entries.size() >= most) {
      list.more = true;
      break;
    }
    list.entries.push_back({name, kind_of(data.dwFileAttributes)});
  } while (FindNextFileW(search, &data) != 0);
  if (!list.more && GetLastError() != ERROR_NO_MORE_FILES) list.error = last_error();
  FindClose(search);
  std::sort(list.entries.begin(), list.entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return list;
}

FileHead read_head(const std::string& path, std::size_t most) {
  const Handle file{CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
  if (!file) return {std::nullopt, false, last_error()};
  if (GetFileType(file.get()) != FILE_TYPE_DISK)
    return {std::nullopt, false, SystemError{ERROR_INVALID_PARAMETER}};
  std::string bytes(most + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    DWORD count = 0;
    if (ReadFile(file.get(), bytes.data() + size, static_cast<DWORD>(bytes.size() - size), &count,
                 nullptr) == 0)
      return {std::nullopt, false, last_error()};
    if (count == 0) break;
    size += count;
  }
  bytes.resize(std::min(size, most));
  return {std::move(bytes), size > most, std::nullopt};
}

Created create_new(const std::string& path, std::string_view content) {
  const auto wide = to_wide(path);
  SystemError error{};
  {
    const Handle file{CreateFileW(wide.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                  FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (!file) {
      error = last_error();
      return {error.code == ERROR_FILE_EXISTS || error.code == ERROR_ALREADY_EXISTS, error};
    }
    DWORD written = 0;
    const bool whole = WriteFile(file.get(), content.data(), static_cast<DWORD>(content.size()),
                                 &written, nullptr) != 0 &&
                       written == content.size() && FlushFileBuffers(file.get()) != 0;
    if (whole) return {};
    error = last_error();
  }
  DeleteFileW(wide.c_str());
  return {false, error};
}

std::string absolute_path(const std::string& path) {
  std::wstring buffer(32768, L'\0');
  const auto size = GetFullPathNameW(to_wide(path).c_str(), static_cast<DWORD>(buffer.size()),
                                     buffer.data(), nullptr);
  if (size == 0 || size >= buffer.size()) return path;
  auto text = to_utf8({buffer.data(), size});
  while (text.size() > 3 && (text.back() == '\\' || text.back() == '/')) text.pop_back();
  return text;
}

std::string own_program() {
  std::wstring buffer(32768, L'\0');
  const auto size = GetModuleFileNameW(nullptr, buffer.data(), static_cast<DWORD>(buffer.size()));
  return size == 0 || size >= buffer.size() ? "preflight" : to_utf8({buffer.data(), size});
}

}  // namespace preflight::init
