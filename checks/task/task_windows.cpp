// A task by its name is a file below %SystemRoot%\System32\Tasks; how it ran last stands in the
// registry. To read either takes an administrator, mostly.
#include "checks/task/task.hpp"

#include <windows.h>

#include <algorithm>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight::task {

namespace {

constexpr wchar_t task_cache[] =
    L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\";

std::wstring expanded(const std::wstring& text) {
  std::wstring filled(32767, L'\0');
  const auto size =
      ExpandEnvironmentStringsW(text.c_str(), filled.data(), static_cast<DWORD>(filled.size()));
  if (size == 0 || size > filled.size()) return text;
  filled.resize(size - 1);
  return filled;
}

bool read_task(const std::string& path, std::string& bytes) {
  const Handle file(CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) return false;
  if (GetFileType(file.get()) != FILE_TYPE_DISK) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return false;
  }
  bytes.resize(largest_task + 1);
  DWORD count = 0;
  if (!ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr))
    return false;
  bytes.resize(count);
  return true;
}

/// "\Folder\Name", however it was typed.
std::string rooted(std::string name) {
  std::replace(name.begin(), name.end(), '/', '\\');
  return name.starts_with('\\') ? name : "\\" + name;
}

ProgramLook look_at_program(const Action& action) {
  ProgramLook look;
  auto path = expanded(to_wide(unquoted(action.command)));
  // A bare name is looked for on PATH, as the Task Scheduler does; ours may be another.
  if (path.find_first_of(L"\\/") == std::wstring::npos) {
    std::wstring found(32767, L'\0');
    const auto size = SearchPathW(nullptr, path.c_str(), L".exe", static_cast<DWORD>(found.size()),
                                  found.data(), nullptr);
    if (size > 0 && size < found.size()) path = found.substr(0, size);
  }
  look.path = to_utf8(path);
  look.looked = true;
  const auto attributes = GetFileAttributesW(path.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES)
    look.status = last_error();
  else if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    look.status = {ERROR_DIRECTORY};
  return look;
}

LSTATUS read_value(const std::wstring& key, const wchar_t* name, DWORD kind, std::string& bytes) {
  DWORD size = 4096;
  bytes.resize(size);
  const auto error = RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), name,
                                  kind | RRF_SUBKEY_WOW6464KEY, nullptr, bytes.data(), &size);
  bytes.resize(error == ERROR_SUCCESS ? size : 0);
  return error;
}

void read_last_run(Facts& facts, const std::string& name) {
  std::string id, info;
  auto error = read_value(task_cache + (L"Tree" + to_wide(name)), L"Id", RRF_RT_REG_SZ, id);
  if (error == ERROR_SUCCESS) {
    std::wstring guid(reinterpret_cast<const wchar_t*>(id.data()), id.size() / sizeof(wchar_t));
    guid.resize(std::min(guid.find(L'\0'), guid.size()));
    error = read_value(task_cache + (L"Tasks\\" + guid), L"DynamicInfo", RRF_RT_REG_BINARY, info);
  }
  if (error != ERROR_SUCCESS) {
    const SystemError why{static_cast<int>(error)};
    facts.gaps.push_back({"how it ran last", why, "cannot be read: " + text(why)});
    return;
  }
  facts.last_run = decode_dynamic_info(info);
  if (!facts.last_run)
    facts.gaps.push_back({"how it ran last", {}, "is kept in a form that is not known"});
}

/// The names of all tasks below `folder`. At most so many as no machine has.
void list_tasks(const std::wstring& folder, const std::string& name, Deadline deadline,
                Facts& facts) {
  constexpr std::size_t most = 10'000;
  WIN32_FIND_DATAW entry{};
  const HANDLE search = FindFirstFileW((folder + L"\\*").c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) {
    facts.known_unseen = text(last_error());
    return;
  }
  do {
    const std::wstring_view file = entry.cFileName;
    if (file == L"." || file == L"..") continue;
    if (deadline.passed() || facts.known.size() >= most) {
      facts.known_unseen = "there are too many";
      break;
    }
    const auto full = name + "\\" + to_utf8(file);
    const bool link = (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
      facts.known.push_back(full);
    else if (!link)
      list_tasks(folder + L"\\" + std::wstring(file), full, deadline, facts);
  } while (FindNextFileW(search, &entry) != 0);
  FindClose(search);
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  const auto name = rooted(query.target);
  const auto store = expanded(L"%SystemRoot%\\System32\\Tasks");
  facts.file = query.file ? query.target : to_utf8(store) + name;
  facts.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::string bytes;
  if (!read_task(facts.file, bytes)) {
    facts.unread = last_error();
    facts.missing = is_missing(facts.unread) || facts.unread.code == ERROR_INVALID_NAME;
    if (facts.missing && !query.file) list_tasks(store, "", deadline, facts);
    return facts;
  }
  facts.decoded = decode_task(bytes);
  if (!facts.decoded.task) return facts;
  for (const auto& action : facts.decoded.task->actions)
    facts.programs.push_back(action.kind == "Exec" ? look_at_program(action) : ProgramLook{});
  if (!query.file) read_last_run(facts, name);
  return facts;
}

}  // namespace preflight::task
