#include "checks/process/native_windows.hpp"

#include <algorithm>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight {

namespace {

static_assert(sizeof(void*) == 8, "the layouts below are those of 64-bit Windows");

constexpr auto length_mismatch = static_cast<NTSTATUS>(0xC0000004);
constexpr auto buffer_too_small = static_cast<NTSTATUS>(0xC0000023);
constexpr auto buffer_overflow = static_cast<NTSTATUS>(0x80000005);
constexpr int process_information = 5;
constexpr int command_line_information = 60;

std::optional<std::string> command_line_by_query(HANDLE process) {
  std::vector<std::byte> buffer(64 * 1024 + sizeof(UNICODE_STRING));
  ULONG length = 0;
  const auto status =
      NtQueryInformationProcess(process, static_cast<PROCESSINFOCLASS>(command_line_information),
                                buffer.data(), static_cast<ULONG>(buffer.size()), &length);
  if (status < 0) return std::nullopt;
  const auto& text = *reinterpret_cast<const UNICODE_STRING*>(buffer.data());
  return to_utf8({text.Buffer, text.Length / sizeof(wchar_t)});
}

template <typename Value>
bool read_memory(HANDLE process, std::uint64_t address, Value* into, std::size_t count = 1) {
  SIZE_T got = 0;
  const std::size_t wanted = count * sizeof(Value);
  return ReadProcessMemory(process, reinterpret_cast<const void*>(address), into, wanted, &got) !=
             0 &&
         got == wanted;
}

// PEB.ProcessParameters and RTL_USER_PROCESS_PARAMETERS.CommandLine.
std::optional<std::string> command_line_from_memory(std::uint32_t pid) {
  constexpr std::uint64_t parameters_at = 0x20;
  constexpr std::uint64_t command_line_at = 0x70;
  const Handle process{OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid)};
  PROCESS_BASIC_INFORMATION basic{};
  if (!process || NtQueryInformationProcess(process.get(), ProcessBasicInformation, &basic,
                                            sizeof basic, nullptr) < 0)
    return std::nullopt;
  const auto peb = reinterpret_cast<std::uint64_t>(basic.PebBaseAddress);
  std::uint64_t parameters = 0;
  UNICODE_STRING text{};
  if (!read_memory(process.get(), peb + parameters_at, &parameters) ||
      !read_memory(process.get(), parameters + command_line_at, &text))
    return std::nullopt;
  std::wstring line(text.Length / sizeof(wchar_t), L'\0');
  if (!read_memory(process.get(), reinterpret_cast<std::uint64_t>(text.Buffer), line.data(),
                   line.size()))
    return std::nullopt;
  return to_utf8(line);
}

struct ServiceManager {
  SC_HANDLE handle = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ENUMERATE_SERVICE);

  ServiceManager() = default;
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager() {
    if (handle != nullptr) CloseServiceHandle(handle);
  }
};

}  // namespace

std::optional<std::vector<std::byte>> query_system(int information_class, NTSTATUS& status) {
  constexpr std::size_t most = std::size_t{1} << 30;
  std::vector<std::byte> buffer(256 * 1024);
  while (buffer.size() <= most) {
    ULONG needed = 0;
    status = NtQuerySystemInformation(static_cast<SYSTEM_INFORMATION_CLASS>(information_class),
                                      buffer.data(), static_cast<ULONG>(buffer.size()), &needed);
    if (status >= 0) return buffer;
    if (status != length_mismatch && status != buffer_too_small && status != buffer_overflow)
      return std::nullopt;
    // The table may have grown by the time we ask again.
    buffer.resize(std::max<std::size_t>(buffer.size() * 2, needed + needed / 8));
  }
  return std::nullopt;
}

ProcessTable process_table() {
  NTSTATUS status = 0;
  const auto bytes = query_system(process_information, status);
  if (!bytes) return {{}, false};
  return decode_process_table(*bytes, reinterpret_cast<std::uint64_t>(bytes->data()));
}

std::optional<std::string> command_line_of(HANDLE process, std::uint32_t pid) {
  auto line = command_line_by_query(process);
  if (!line) line = command_line_from_memory(pid);
  return line && !line->empty() ? line : std::nullopt;
}

std::optional<std::string> services_of(std::uint32_t pid) {
  const ServiceManager manager;
  if (manager.handle == nullptr) return std::nullopt;
  std::vector<std::string> names;
  std::vector<std::byte> buffer(64 * 1024);
  DWORD resume = 0;
  for (;;) {
    DWORD needed = 0;
    DWORD count = 0;
    const bool done = EnumServicesStatusExW(manager.handle, SC_ENUM_PROCESS_INFO, SERVICE_WIN32,
                                            SERVICE_ACTIVE, reinterpret_cast<BYTE*>(buffer.data()),
                                            static_cast<DWORD>(buffer.size()), &needed, &count,
                                            &resume, nullptr) != 0;
    if (!done && GetLastError() != ERROR_MORE_DATA) break;
    const auto* const rows = reinterpret_cast<const ENUM_SERVICE_STATUS_PROCESSW*>(buffer.data());
    for (DWORD row = 0; row < count; ++row)
      if (rows[row].ServiceStatusProcess.dwProcessId == pid)
        names.push_back(to_utf8(rows[row].lpServiceName));
    if (done) break;
    if (count == 0) buffer.resize(buffer.size() + needed);
  }
  std::sort(names.begin(), names.end());
  std::string joined;
  for (const auto& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined.empty() ? std::nullopt : std::optional(std::move(joined));
}

}  // namespace preflight
