#include "cli/run/errors_windows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/aside.hpp"
#include "checks/base/system_error.hpp"

namespace preflight::run {

namespace {

constexpr DWORD longest_rest_ms = 300;

HANDLE standard(DWORD which) {
  const HANDLE handle = GetStdHandle(which);
  return handle == INVALID_HANDLE_VALUE ? nullptr : handle;
}

bool is_console(HANDLE handle) {
  DWORD mode = 0;
  return GetConsoleMode(handle, &mode) != 0;
}

// Windows 10; cmd.exe makes a copy of the handle for 2>&1.
bool same_object(HANDLE one, HANDLE other) {
  using Compare = BOOL(WINAPI*)(HANDLE, HANDLE);
  const auto address = reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "CompareObjectHandles"));
  const auto compare = reinterpret_cast<Compare>(address);
  return one == other || (compare != nullptr && one != nullptr && compare(one, other) != 0);
}

bool write_all(HANDLE to, const char* bytes, DWORD size) {
  while (size > 0) {
    DWORD done = 0;
    if (WriteFile(to, bytes, size, &done, nullptr) == 0) return false;
    bytes += done;
    size -= done;
  }
  return true;
}

std::uint64_t size_of(HANDLE file) {
  LARGE_INTEGER size{};
  return GetFileSizeEx(file, &size) != 0 ? static_cast<std::uint64_t>(size.QuadPart) : 0;
}

// Where nobody reads any more, the command meets that at its next write.
void pass_all(HANDLE read, HANDLE to, Heard& heard) {
  std::array<char, 4096> buffer{};
  for (DWORD got = 0;
       ReadFile(read, buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr) != 0;) {
    if (to != nullptr && !write_all(to, buffer.data(), got)) break;
    const std::lock_guard lock(heard.mutex);
    heard.tail.add({buffer.data(), got});
  }
}

}  // namespace

Errors::Errors(bool listen, bool heard) {
  if (!listen) return;
  const HANDLE own = standard(STD_ERROR_HANDLE);
  const auto type = own == nullptr ? FILE_TYPE_UNKNOWN : GetFileType(own);
  is_file_ = type == FILE_TYPE_DISK;
  if (is_file_) begin_ = size_of(own);
  const bool nothing = own == nullptr || (type == FILE_TYPE_CHAR && !is_console(own));
  if (type != FILE_TYPE_PIPE && !(nothing && heard)) return;
  both_ = type == FILE_TYPE_PIPE && same_object(standard(STD_OUTPUT_HANDLE), own);
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  HANDLE read = nullptr, write = nullptr;
  if (CreatePipe(&read, &write, &inherited, 0) == 0) return;
  read_ = Handle(read);
  write_ = Handle(write);
  SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0);
  over_ = Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
}

HANDLE Errors::output() const { return both_ ? write_.get() : standard(STD_OUTPUT_HANDLE); }

HANDLE Errors::errors() const { return write_ ? write_.get() : standard(STD_ERROR_HANDLE); }

void Errors::pass_on() {
  write_ = Handle();
  if (!read_) return;
  HANDLE over = nullptr;
  DuplicateHandle(GetCurrentProcess(), over_.get(), GetCurrentProcess(), &over, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  auto shared = std::make_shared<Handle>(std::move(read_));
  auto done = std::make_shared<Handle>(over);
  const bool begun = run_aside([shared, done, heard = heard_] {
    pass_all(shared->get(), standard(STD_ERROR_HANDLE), *heard);
    *shared = Handle();
    SetEvent(done->get());
  });
  if (!begun) SetEvent(over_.get());
}

void Errors::finish() const {
  // What the command has started may hold the other end for ever.
  if (over_) WaitForSingleObject(over_.get(), longest_rest_ms);
}

Said Errors::said() const {
  if (over_) {
    const std::lock_guard lock(heard_->mutex);
    return heard_->tail.said();
  }
  if (!is_file_) return {{}, "it went to a console, where it stands above this"};
  // The handle may only write.
  const Handle file{ReOpenFile(standard(STD_ERROR_HANDLE), GENERIC_READ,
                               FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, 0)};
  if (!file) return {{}, fmt::format("{} ({})", text(last_error()), symbol(last_error()))};
  const auto size = size_of(file.get());
  const auto begin = size < begin_ ? 0 : begin_;
  const auto from = std::max<std::uint64_t>(begin, size - std::min<std::uint64_t>(size, most_said));
  LARGE_INTEGER place{};
  place.QuadPart = static_cast<LONGLONG>(from);
  std::string bytes(static_cast<std::size_t>(size - from), '\0');
  DWORD got = 0;
  if (SetFilePointerEx(file.get(), place, nullptr, FILE_BEGIN) == 0 ||
      ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &got, nullptr) == 0)
    return {{}, fmt::format("{} ({})", text(last_error()), symbol(last_error()))};
  bytes.resize(got);
  return said_of(bytes, from > begin);
}

}  // namespace preflight::run
