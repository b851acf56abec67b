#include "checks/process/process_table.hpp"

#include <algorithm>
#include <cstring>

#include "checks/process/table_reader.hpp"

namespace preflight {

namespace {

// SYSTEM_PROCESS_INFORMATION and the SYSTEM_THREAD_INFORMATION that follow it.
constexpr std::uint64_t thread_count_at = 4;
constexpr std::uint64_t created_at = 32;
constexpr std::uint64_t name_length_at = 56;
constexpr std::uint64_t name_pointer_at = 64;
constexpr std::uint64_t pid_at = 80;
constexpr std::uint64_t parent_at = 88;
constexpr std::uint64_t threads_at = 256;
constexpr std::uint64_t thread_size = 80;
constexpr std::uint64_t thread_state_at = 68;
constexpr std::uint64_t wait_reason_at = 72;
constexpr std::uint32_t waiting = 5;    // KTHREAD_STATE
constexpr std::uint32_t suspended = 5;  // KWAIT_REASON

class Rows {
 public:
  Rows(std::span<const std::byte> bytes, std::uint64_t address)
      : bytes_(bytes), address_(address) {}

  std::optional<ProcessRow> row(std::uint64_t at) const {
    const auto threads = read_number<std::uint32_t>(bytes_, at + thread_count_at);
    const auto created = read_number<std::uint64_t>(bytes_, at + created_at);
    const auto pid = read_number<std::uint64_t>(bytes_, at + pid_at);
    const auto parent = read_number<std::uint64_t>(bytes_, at + parent_at);
    const auto text = name(at);
    if (!threads || !created || !pid || !parent || !text) return std::nullopt;
    ProcessRow row;
    row.pid = static_cast<std::uint32_t>(*pid);
    row.parent = static_cast<std::uint32_t>(*parent);
    row.created = *created;
    row.threads = *threads;
    row.name = *text;
    row.suspended = all_suspended(at, *threads);
    return row;
  }

 private:
  std::optional<std::u16string> name(std::uint64_t at) const {
    const auto length = read_number<std::uint16_t>(bytes_, at + name_length_at);
    const auto pointer = read_number<std::uint64_t>(bytes_, at + name_pointer_at);
    if (!length || !pointer) return std::nullopt;
    if (*length == 0) return std::u16string();
    const std::uint64_t start = *pointer - address_;  // beyond the end where it points before us
    if (start > bytes_.size() || *length > bytes_.size() - start) return std::nullopt;
    std::u16string text(*length / 2U, u'\0');
    std::memcpy(text.data(), bytes_.data() + start, text.size() * 2);
    return text;
  }

  bool all_suspended(std::uint64_t at, std::uint32_t threads) const {
    for (std::uint32_t index = 0; index < threads; ++index) {
      const std::uint64_t thread = at + threads_at + index * thread_size;
      if (read_number<std::uint32_t>(bytes_, thread + thread_state_at) != waiting) return false;
      if (read_number<std::uint32_t>(bytes_, thread + wait_reason_at) != suspended) return false;
    }
    return threads != 0;
  }

  std::span<const std::byte> bytes_;
  std::uint64_t address_;
};

}  // namespace

ProcessTable decode_process_table(std::span<const std::byte> bytes, std::uint64_t address) {
  ProcessTable table;
  const Rows rows(bytes, address);
  std::uint64_t at = 0;
  for (;;) {
    const auto next = read_number<std::uint32_t>(bytes, at);
    auto row = rows.row(at);
    if (!next || !row) {
      table.complete = false;
      return table;
    }
    table.rows.push_back(std::move(*row));
    if (*next == 0) return table;
    if (*next < threads_at) {  // within this very row
      table.complete = false;
      return table;
    }
    at += *next;
  }
}

const ProcessRow* ProcessTable::find(std::uint32_t pid) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const ProcessRow& row) { return row.pid == pid; });
  return found == rows.end() ? nullptr : &*found;
}

const ProcessRow* ProcessTable::living_parent(const ProcessRow& row) const {
  if (row.parent == 0 || row.parent == row.pid) return nullptr;
  const auto* const parent = find(row.parent);
  return parent != nullptr && parent->threads != 0 && parent->created <= row.created ? parent
                                                                                     : nullptr;
}

std::optional<std::int64_t> unix_milliseconds(std::uint64_t filetime) {
  constexpr std::uint64_t until_1970 = 116'444'736'000'000'000;
  if (filetime < until_1970) return std::nullopt;
  return static_cast<std::int64_t>((filetime - until_1970) / 10'000);
}

}  // namespace preflight
