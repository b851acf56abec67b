#include <windows.h>
// winternl.h needs windows.h before it.
#include <winternl.h>

#include <algorithm>
#include <optional>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/process/file_holders.hpp"
#include "checks/process/handle_walk_windows.hpp"
#include "checks/process/restart_manager_windows.hpp"

namespace preflight {

namespace {

// FILE_PROCESS_IDS_USING_FILE_INFORMATION (System Informer, phnt, ntioapi.h).
constexpr auto process_ids_using_file = static_cast<FILE_INFORMATION_CLASS>(47);
constexpr NTSTATUS length_mismatch = static_cast<NTSTATUS>(0xC0000004);
constexpr std::size_t most_ids = 65536;

/// The kernel's own list of one file's users; nothing where it keeps none (Wine, network drives).
std::optional<std::vector<std::uint32_t>> users_of(const WantedFile& file) {
  // A handle for attributes alone is let in beside everybody, also beside an exclusive opener.
  const Handle handle{CreateFileW(to_wide(file.path).c_str(), FILE_READ_ATTRIBUTES,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                  OPEN_EXISTING, 0, nullptr)};
  if (!handle) return std::nullopt;
  for (std::size_t room = 64; room <= most_ids; room *= 4) {
    std::vector<ULONG_PTR> buffer(room + 1);
    IO_STATUS_BLOCK status{};
    const auto result = NtQueryInformationFile(
        handle.get(), &status, buffer.data(), static_cast<ULONG>(buffer.size() * sizeof(ULONG_PTR)),
        process_ids_using_file);
    if (result == length_mismatch) continue;
    if (result != 0) return std::nullopt;
    // The count is a ULONG; the ids begin where the next pointer may.
    const auto count = std::min<std::size_t>(static_cast<ULONG>(buffer[0]), room);
    std::vector<std::uint32_t> pids;
    for (std::size_t i = 0; i < count; ++i)
      pids.push_back(static_cast<std::uint32_t>(buffer[i + 1]));
    return pids;
  }
  return std::nullopt;
}

void add(std::uint32_t pid, std::size_t file, FileHolders& found) {
  if (pid == GetCurrentProcessId() || pid == 0) return;
  auto& holders = found.holders;
  auto at =
      std::lower_bound(holders.begin(), holders.end(), pid,
                       [](const FileHolder& holder, std::uint32_t p) { return holder.pid < p; });
  if (at == holders.end() || at->pid != pid) {
    FileHolder made;
    made.pid = pid;
    at = holders.insert(at, std::move(made));
  }
  if (std::find(at->files.begin(), at->files.end(), file) == at->files.end())
    at->files.push_back(file);
}

bool is_known(std::uint32_t pid, const FileHolders& found) {
  return std::any_of(found.holders.begin(), found.holders.end(),
                     [&](const FileHolder& holder) { return holder.pid == pid; });
}

/// What the Restart Manager adds: it sees services and other sessions too, but does not tell which
/// of the files it is.
void add_from_restart_manager(std::span<const WantedFile> files, FileHolders& found) {
  const auto api = restart_manager();
  if (!api) return;
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(file.path);
  for (const auto& process : ask_restart_manager(*api, paths).processes)
    if (!is_known(process.pid, found)) add(process.pid, 0, found);
}

}  // namespace

FileHolders find_file_holders(std::span<const WantedFile> files, Deadline deadline) {
  if (files.empty()) return {};
  FileHolders found;
  bool kernel_told = true;
  for (std::size_t i = 0; i < files.size() && kernel_told; ++i) {
    const auto users = users_of(files[i]);
    kernel_told = users.has_value();
    if (users)
      for (const auto pid : *users) add(pid, i, found);
  }
  // An empty answer of the Restart Manager is no clean bill: Wine's always is. The handle table is
  // read where the kernel keeps no list.
  if (!kernel_told) found = walk_handles(files, deadline);
  add_from_restart_manager(files, found);
  return found;
}

}  // namespace preflight
