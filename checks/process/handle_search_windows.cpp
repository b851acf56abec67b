#include "checks/process/handle_search_windows.hpp"

#include <algorithm>

#include "checks/base/handle_windows.hpp"
#include "checks/base/text.hpp"
#include "checks/process/handle_table.hpp"
#include "checks/process/native_windows.hpp"
#include "checks/process/patient_windows.hpp"
#include "checks/process/process.hpp"
#include "checks/process/token_windows.hpp"

namespace preflight {

namespace {

constexpr int extended_handle_information = 64;
constexpr std::chrono::milliseconds patience{200};
constexpr std::size_t most_left_behind = 16;

class Search {
 public:
  Search(std::span<const WantedFile> files, Deadline deadline)
      : files_(files), deadline_(deadline) {}

  // `rows` are all of one process.
  void look_into(std::span<const HandleRow> rows) {
    if (deadline_.passed() || asker_.left_behind() >= most_left_behind) {
      ++late_;
      return;
    }
    const auto pid = rows.front().pid;
    const Handle process{OpenProcess(PROCESS_DUP_HANDLE, FALSE, pid)};
    if (!process) {
      // ERROR_INVALID_PARAMETER: it has ended since the table was made.
      if (GetLastError() != ERROR_INVALID_PARAMETER) deny();
      return;
    }
    FileHolder holder;
    holder.pid = pid;
    for (const auto& row : rows) compare(process.get(), row, holder);
    if (holder.files.empty()) return;
    std::sort(holder.files.begin(), holder.files.end());
    result_.holders.push_back(std::move(holder));
  }

  HandleSearch finish() {
    tell(denied_, error_, "they belong to another user or are protected");
    tell(late_, {}, "the time for this check was over");
    tell(silent_, {}, "an operation that is pending on a handle kept it from answering");
    return std::move(result_);
  }

 private:
  void deny() {
    if (denied_++ == 0) error_ = last_error();
  }

  void tell(std::size_t count, SystemError error, const char* reason) {
    if (count == 0) return;
    result_.gaps.push_back(
        {"handles of " + count_of(count, "process", "processes"), error, reason});
    result_.unseen_processes += count;
  }

  void compare(HANDLE process, const HandleRow& row, FileHolder& holder) {
    HANDLE copy = nullptr;
    if (DuplicateHandle(process, reinterpret_cast<HANDLE>(row.handle), GetCurrentProcess(), &copy,
                        0, FALSE, DUPLICATE_SAME_ACCESS) == 0)
      return;  // closed since, or an object that is not shared with anybody
    FileIdentity identity;
    const auto answer = asker_.ask(Handle{copy}, std::min(patience, deadline_.left()), identity);
    if (answer == Answer::none && !row.looks_like_a_pipe() && silent_pid_ != row.pid) {
      silent_pid_ = row.pid;
      ++silent_;
    }
    if (answer != Answer::file) return;
    for (std::size_t file = 0; file < files_.size(); ++file) {
      if (files_[file].identity != identity) continue;
      holder.writable = holder.writable || row.writable();
      if (std::find(holder.files.begin(), holder.files.end(), file) == holder.files.end())
        holder.files.push_back(file);
    }
  }

  std::span<const WantedFile> files_;
  Deadline deadline_;
  PatientAsker asker_{};
  HandleSearch result_{};
  std::size_t denied_{};
  std::size_t late_{};
  std::size_t silent_{};
  std::uint32_t silent_pid_{};
  SystemError error_{};
};

std::optional<std::uint16_t> type_of_file(const std::vector<HandleRow>& rows, HANDLE own_file) {
  const auto value = reinterpret_cast<std::uint64_t>(own_file);
  for (const auto& row : rows)
    if (row.pid == GetCurrentProcessId() && row.handle == value) return row.type;
  return std::nullopt;
}

}  // namespace

HandleSearch search_handles(std::span<const WantedFile> files, HANDLE own_file,
                            std::span<const std::uint32_t> only, Deadline deadline) {
  if (elevated()) use_debug_privilege();
  NTSTATUS status = 0;
  const auto bytes = query_system(extended_handle_information, status);
  if (!bytes)
    return {{}, {{"the table of handles", {static_cast<int>(status)}, "Windows refuses it"}}, 1};
  auto table = decode_handle_table(*bytes);
  const auto type = type_of_file(table.rows, own_file);
  if (!table.complete || !type)
    return {{}, {{"the table of handles", {}, "it cannot be understood"}}, 1};

  std::erase_if(table.rows, [&](const HandleRow& row) {
    return row.type != *type || row.pid == GetCurrentProcessId() ||
           (!only.empty() && std::find(only.begin(), only.end(), row.pid) == only.end());
  });
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const HandleRow& a, const HandleRow& b) { return a.pid < b.pid; });
  Search search(files, deadline);
  const std::span<const HandleRow> rows(table.rows);
  for (std::size_t at = 0; at < rows.size();) {
    std::size_t end = at;
    while (end < rows.size() && rows[end].pid == rows[at].pid) ++end;
    search.look_into(rows.subspan(at, end - at));
    at = end;
  }
  return search.finish();
}

}  // namespace preflight
