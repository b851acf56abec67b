#include "checks/process/handle_walk_windows.hpp"

#include <windows.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "checks/base/file_identity_windows.hpp"
#include "checks/base/handle_windows.hpp"
#include "checks/process/handle_table.hpp"
#include "checks/process/native_windows.hpp"

namespace preflight {

namespace {

constexpr int extended_handle_information = 64;
constexpr std::chrono::milliseconds patience{200};
constexpr int most_stuck = 8;
constexpr std::uint32_t write_rights = FILE_WRITE_DATA | FILE_APPEND_DATA;

std::optional<HandleTable> read_table() {
  NTSTATUS status = 0;
  const auto bytes = query_system(extended_handle_information, status);
  if (!bytes) return std::nullopt;
  return parse_handle_table(*bytes);
}

/// The number of the object type "file" is another on each Windows: learn it from a handle of ours.
std::optional<std::uint16_t> file_type(const HandleTable& table, HANDLE own) {
  for (const auto& row : table.rows)
    if (row.pid == GetCurrentProcessId() && row.handle == reinterpret_cast<std::uint64_t>(own))
      return row.type;
  return std::nullopt;
}

Handle own_file() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return Handle{CreateFileW(path.c_str(), FILE_READ_ATTRIBUTES,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_EXISTING, 0, nullptr)};
}

/// Asks for identities on a thread of its own. Who asks waits only so long; a thread that hangs is
/// left behind with its handle, and ends with the program.
class Asker {
 public:
  /// Outer nothing: it did not answer.
  std::optional<std::optional<FileIdentity>> ask(Handle handle) {
    if (!state_) start();
    auto state = state_;
    std::unique_lock lock(state->mutex);
    state->handle = std::move(handle);
    state->asked = true;
    state->answered = false;
    state->changed.notify_all();
    if (state->changed.wait_for(lock, patience, [&] { return state->answered; }))
      return state->identity;
    state_.reset();
    return std::nullopt;
  }

  Asker() = default;
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  ~Asker() {
    if (!state_) return;
    const std::lock_guard lock(state_->mutex);
    state_->stop = true;
    state_->changed.notify_all();
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    Handle handle;
    std::optional<FileIdentity> identity;
    bool asked{}, answered{}, stop{};
  };

  void start() {
    state_ = std::make_shared<State>();
    std::thread([state = state_] { loop(*state); }).detach();
  }

  static void loop(State& state) {
    std::unique_lock lock(state.mutex);
    for (;;) {
      state.changed.wait(lock, [&] { return state.asked || state.stop; });
      if (state.stop) return;
      state.asked = false;
      const Handle handle = std::move(state.handle);
      lock.unlock();
      auto identity =
          GetFileType(handle.get()) == FILE_TYPE_DISK ? identity_of(handle.get()) : std::nullopt;
      lock.lock();
      state.identity = identity;
      state.answered = true;
      state.changed.notify_all();
    }
  }

  std::shared_ptr<State> state_;
};

class Walk {
 public:
  Walk(std::span<const WantedFile> files, Deadline deadline) : files_(files), deadline_(deadline) {}

  FileHolders over(const HandleTable& table, std::uint16_t type) {
    for (const auto& row : table.rows) {
      if (row.type != type || row.pid == GetCurrentProcessId()) continue;
      if (deadline_.passed() || stuck_ >= most_stuck) {
        gap("the handle table", "could not be read to its end in time");
        break;
      }
      look_at(row);
    }
    found_.unseen_processes = unseen_.size();
    if (!unseen_.empty()) gap("handles of other users' processes", "may not be looked at");
    for (auto& [pid, holder] : holders_) found_.holders.push_back(std::move(holder));
    return std::move(found_);
  }

 private:
  void gap(const char* what, const char* reason) { found_.gaps.push_back({what, {}, reason}); }

  HANDLE process(std::uint32_t pid) {
    const auto known = processes_.find(pid);
    if (known != processes_.end()) return known->second.get();
    Handle opened{OpenProcess(PROCESS_DUP_HANDLE, FALSE, pid)};
    // A process that is gone since then has no handles; any other refusal hides some.
    if (!opened && GetLastError() != ERROR_INVALID_PARAMETER) unseen_.insert(pid);
    return processes_.emplace(pid, std::move(opened)).first->second.get();
  }

  void look_at(const HandleRow& row) {
    const auto owner = process(row.pid);
    if (owner == nullptr) return;
    HANDLE copy = nullptr;
    if (DuplicateHandle(owner, reinterpret_cast<HANDLE>(row.handle), GetCurrentProcess(), &copy, 0,
                        FALSE, DUPLICATE_SAME_ACCESS) == 0)
      return;
    const auto answer = asker_.ask(Handle{copy});
    if (!answer) {
      if (stuck_++ == 0) gap("a pipe or device of another process", "does not answer");
      return;
    }
    if (!*answer) return;
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (files_[i].identity == **answer) add(row, i);
  }

  void add(const HandleRow& row, std::size_t file) {
    auto& holder = holders_[row.pid];
    holder.pid = row.pid;
    holder.writable = holder.writable || (row.access & write_rights) != 0;
    const auto at = std::lower_bound(holder.files.begin(), holder.files.end(), file);
    if (at == holder.files.end() || *at != file) holder.files.insert(at, file);
  }

  std::span<const WantedFile> files_;
  Deadline deadline_;
  Asker asker_;
  std::map<std::uint32_t, Handle> processes_;
  std::map<std::uint32_t, FileHolder> holders_;
  std::set<std::uint32_t> unseen_;
  int stuck_ = 0;
  FileHolders found_;
};

}  // namespace

FileHolders walk_handles(std::span<const WantedFile> files, Deadline deadline) {
  FileHolders nothing;
  const auto own = own_file();
  const auto table = read_table();
  const auto type = table && own ? file_type(*table, own.get()) : std::nullopt;
  if (!type) {
    nothing.gaps.push_back({"the handle table", {}, "cannot be read"});
    nothing.unseen_processes = 1;
    return nothing;
  }
  auto found = Walk{files, deadline}.over(*table, *type);
  if (!table->complete) found.gaps.push_back({"the handle table", {}, "is not whole"});
  return found;
}

}  // namespace preflight
