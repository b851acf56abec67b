#include "checks/process/file_holders.hpp"

#include <windows.h>

#include <algorithm>
#include <array>

#include "checks/base/file_identity_windows.hpp"
#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/process/handle_search_windows.hpp"
#include "checks/process/handle_table.hpp"
#include "checks/process/native_windows.hpp"
#include "checks/process/restart_manager.hpp"

namespace preflight {

namespace {

// Without a right but to the attributes: the share modes of those who have it open do not matter.
Handle open_attributes(const std::string& path) {
  return Handle{CreateFileW(to_wide(path).c_str(), FILE_READ_ATTRIBUTES,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr)};
}

template <typename Function>
bool load(HMODULE library, const char* name, Function& function) {
  const auto address = GetProcAddress(library, name);
  function = reinterpret_cast<Function>(reinterpret_cast<void*>(address));
  return function != nullptr;
}

// Nothing where this Windows has no Restart Manager (Server Core images leave it out).
std::optional<RestartManager> load_restart_manager() {
  const auto library = LoadLibraryExW(L"rstrtmgr.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return std::nullopt;
  RestartManager manager;
  const bool all = load(library, "RmStartSession", manager.start_session) &&
                   load(library, "RmRegisterResources", manager.register_resources) &&
                   load(library, "RmGetList", manager.get_list) &&
                   load(library, "RmEndSession", manager.end_session);
  return all ? std::optional(manager) : std::nullopt;
}

std::u16string full_path(const std::string& path) {
  const auto wide = to_wide(path);
  const auto length = GetFullPathNameW(wide.c_str(), 0, nullptr, nullptr);
  std::wstring full(length, L'\0');
  full.resize(GetFullPathNameW(wide.c_str(), length, full.data(), nullptr));
  return {full.begin(), full.end()};
}

// The file system's own list of who has a file open; it asks no other process. Local file systems
// of Windows 8 and later.
std::optional<std::vector<std::uint32_t>> users_of(HANDLE file) {
  constexpr int process_ids_using_file = 47;
  constexpr auto length_mismatch = static_cast<NTSTATUS>(0xC0000004);
  std::vector<std::byte> buffer(4096);
  for (int tries = 0; tries < 8; ++tries) {
    IO_STATUS_BLOCK block{};
    const auto status =
        NtQueryInformationFile(file, &block, buffer.data(), static_cast<ULONG>(buffer.size()),
                               static_cast<FILE_INFORMATION_CLASS>(process_ids_using_file));
    if (status >= 0) return decode_process_ids(buffer);
    if (status != length_mismatch) return std::nullopt;
    buffer.resize(buffer.size() * 4);
  }
  return std::nullopt;
}

class Finder {
 public:
  Finder(std::span<const WantedFile> files, Deadline deadline)
      : files_(files), deadline_(deadline) {
    for (const auto& file : files) {
      handles_.push_back(open_attributes(file.path));
      const auto& handle = handles_.back();
      // Under its old name there may be another file by now, which is not the one that is wanted.
      if (handle && identity_of(handle.get()) != file.identity) handles_.back() = Handle{};
    }
  }

  FileHolders find() {
    ask_restart_manager_first();
    // Restart Manager alone proves nothing, and does not tell which of the files it is. The list of
    // the file system is complete where it gives one, but tells nothing of the access.
    const bool complete = ask_file_system();
    if (complete) {
      if (!result_.holders.empty()) refine();
    } else {
      search_everywhere();
    }
    std::sort(result_.holders.begin(), result_.holders.end(),
              [](const FileHolder& a, const FileHolder& b) { return a.pid < b.pid; });
    return std::move(result_);
  }

 private:
  FileHolder& holder(std::uint32_t pid) {
    auto& all = result_.holders;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const FileHolder& one) { return one.pid == pid; });
    if (found != all.end()) return *found;
    all.push_back({});
    all.back().pid = pid;
    return all.back();
  }

  static void add_file(FileHolder& to, std::size_t file) {
    const auto at = std::lower_bound(to.files.begin(), to.files.end(), file);
    if (at == to.files.end() || *at != file) to.files.insert(at, file);
  }

  void ask_restart_manager_first() {
    static const auto manager = load_restart_manager();
    if (!manager) return;
    std::vector<std::u16string> paths;
    for (std::size_t file = 0; file < files_.size(); ++file)
      if (handles_[file]) paths.push_back(full_path(files_[file].path));
    if (paths.empty()) return;
    const auto answer = ask_restart_manager(*manager, paths);
    if (answer.holders.empty()) return;
    const auto table = process_table();
    for (const auto& one : answer.holders) {
      const auto* const row = table.find(one.pid);
      const bool same = row != nullptr && row->created == one.started;
      if (!same || one.pid == GetCurrentProcessId()) continue;
      auto& found = holder(one.pid);
      if (files_.size() == 1) add_file(found, 0);
    }
  }

  bool ask_file_system() {
    bool complete = true;
    for (std::size_t file = 0; file < files_.size(); ++file) {
      const auto users = handles_[file] ? users_of(handles_[file].get()) : std::nullopt;
      complete = complete && users.has_value();
      if (!users) continue;
      for (const auto pid : *users)
        if (pid != GetCurrentProcessId()) add_file(holder(pid), file);
    }
    return complete;
  }

  void merge(HandleSearch search) {
    for (const auto& one : search.holders) {
      auto& known = holder(one.pid);
      for (const auto file : one.files) add_file(known, file);
      known.writable = known.writable || one.writable;
    }
  }

  // For the access and the file of those who are known. Where a process is closed to us, that it
  // holds a file is known all the same.
  void refine() {
    std::vector<std::uint32_t> pids;
    for (const auto& one : result_.holders) pids.push_back(one.pid);
    if (const auto any = any_handle()) merge(search_handles(files_, any, pids, deadline_));
  }

  void search_everywhere() {
    const Handle temporary = any_handle() == nullptr ? open_attributes("NUL") : Handle{};
    const auto own = any_handle() != nullptr ? any_handle() : temporary.get();
    auto search = search_handles(files_, own, {}, deadline_);
    result_.gaps = std::move(search.gaps);
    result_.unseen_processes = search.unseen_processes;
    merge(std::move(search));
  }

  [[nodiscard]] HANDLE any_handle() const {
    const auto found = std::find_if(handles_.begin(), handles_.end(),
                                    [](const Handle& one) { return static_cast<bool>(one); });
    return found == handles_.end() ? nullptr : found->get();
  }

  std::span<const WantedFile> files_;
  Deadline deadline_;
  std::vector<Handle> handles_{};
  FileHolders result_{};
};

}  // namespace

FileHolders find_file_holders(std::span<const WantedFile> files, Deadline deadline) {
  return Finder(files, deadline).find();
}

}  // namespace preflight
