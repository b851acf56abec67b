#include <windows.h>
// shellapi.h needs windows.h before it.
#include <shellapi.h>

#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/process/native_windows.hpp"
#include "cli/run/already.hpp"

namespace preflight::run {

namespace {

std::string current_folder() {
  std::wstring path(32768, L'\0');
  const auto size = GetCurrentDirectoryW(static_cast<DWORD>(path.size()), path.data());
  path.resize(size < path.size() ? size : 0);
  return to_utf8(path);
}

std::string program_of(HANDLE process) {
  std::wstring path(32768, L'\0');
  auto size = static_cast<DWORD>(path.size());
  if (QueryFullProcessImageNameW(process, 0, path.data(), &size) == 0) return {};
  path.resize(size);
  return to_utf8(path);
}

template <typename Value>
bool read_memory(HANDLE process, std::uint64_t address, Value* into, std::size_t count = 1) {
  SIZE_T got = 0;
  return ReadProcessMemory(process, reinterpret_cast<const void*>(address), into,
                           count * sizeof(Value), &got) != 0 &&
         got == count * sizeof(Value);
}

// PEB.ProcessParameters and RTL_USER_PROCESS_PARAMETERS.CurrentDirectory.DosPath of 64-bit Windows.
std::string folder_of(HANDLE process) {
  constexpr std::uint64_t parameters_at = 0x20, folder_at = 0x38;
  PROCESS_BASIC_INFORMATION basic{};
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, nullptr) <
      0)
    return {};
  const auto peb = reinterpret_cast<std::uint64_t>(basic.PebBaseAddress);
  std::uint64_t parameters = 0;
  UNICODE_STRING text{};
  if (!read_memory(process, peb + parameters_at, &parameters) ||
      !read_memory(process, parameters + folder_at, &text))
    return {};
  std::wstring folder(text.Length / sizeof(wchar_t), L'\0');
  if (!read_memory(process, reinterpret_cast<std::uint64_t>(text.Buffer), folder.data(),
                   folder.size()))
    return {};
  return to_utf8(folder);
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  int count = 0;
  wchar_t** const all = CommandLineToArgvW(to_wide(line).c_str(), &count);
  for (int i = 0; all != nullptr && i < count; ++i) words.push_back(to_utf8(all[i]));
  LocalFree(static_cast<HLOCAL>(all));
  return words;
}

}  // namespace

std::optional<Running> running(std::uint32_t pid) {
  const Handle process{OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid)};
  if (!process) return std::nullopt;
  const auto line = command_line_of(process.get(), pid);
  if (!line) return std::nullopt;
  return Running{program_of(process.get()), words_of(*line), folder_of(process.get())};
}

Wanted wanted(const std::vector<std::string>& command, const ProgramFacts& program) {
  return {{program.path, command, current_folder()}, program.script, true};
}

}  // namespace preflight::run
