#include <windows.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/bundle/files.hpp"

namespace preflight::bundle {

namespace {

Handle opened(const std::string& path, DWORD access) {
  return Handle{CreateFileW(to_wide(path).c_str(), access,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)};
}

std::string locale_name() {
  std::array<wchar_t, LOCALE_NAME_MAX_LENGTH> name{};
  const int size = GetUserDefaultLocaleName(name.data(), static_cast<int>(name.size()));
  return size > 1 ? to_utf8({name.data(), static_cast<std::size_t>(size - 1)}) : "";
}

// Minutes to add to local time to have UTC (winbase.h); shown the other way, as all others do.
std::string time_zone() {
  DYNAMIC_TIME_ZONE_INFORMATION info{};
  const auto season = GetDynamicTimeZoneInformation(&info);
  if (season == TIME_ZONE_ID_INVALID) return "";
  const auto bias =
      info.Bias + (season == TIME_ZONE_ID_DAYLIGHT ? info.DaylightBias : info.StandardBias);
  return to_utf8(info.TimeZoneKeyName) + ", UTC" + (bias <= 0 ? "+" : "-") +
         std::to_string(std::abs(bias)) + " minutes";
}

// Wine tells by a function that no ntdll of Windows has.
bool on_wine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace

FileTail read_tail(const std::string& path, std::size_t most) {
  const auto file = opened(path, GENERIC_READ);
  if (!file) return {std::nullopt, 0, last_error()};
  if (GetFileType(file.get()) != FILE_TYPE_DISK)
    return {std::nullopt, 0, SystemError{ERROR_INVALID_PARAMETER}};
  LARGE_INTEGER length{};
  if (GetFileSizeEx(file.get(), &length) == 0) return {std::nullopt, 0, last_error()};
  const auto size = static_cast<std::uint64_t>(length.QuadPart);
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, most)), '\0');
  LARGE_INTEGER begin{};
  begin.QuadPart = static_cast<LONGLONG>(size - bytes.size());
  if (SetFilePointerEx(file.get(), begin, nullptr, FILE_BEGIN) == 0)
    return {std::nullopt, size, last_error()};
  std::size_t done = 0;
  while (done < bytes.size()) {
    DWORD count = 0;
    if (ReadFile(file.get(), bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &count,
                 nullptr) == 0)
      return {std::nullopt, size, last_error()};
    if (count == 0) break;
    done += count;
  }
  bytes.resize(done);
  return {std::move(bytes), size, std::nullopt};
}

std::optional<std::int64_t> modified_at(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (GetFileAttributesExW(to_wide(path).c_str(), GetFileExInfoStandard, &data) == 0)
    return std::nullopt;
  if ((data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return std::nullopt;
  const auto& time = data.ftLastWriteTime;
  return static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32U | time.dwLowDateTime);
}

std::optional<SystemError> make_folder(const std::string& path) {
  if (CreateDirectoryW(to_wide(path).c_str(), nullptr) != 0) return std::nullopt;
  return last_error();
}

void remove_file(const std::string& path) { DeleteFileW(to_wide(path).c_str()); }
void remove_empty_folder(const std::string& path) { RemoveDirectoryW(to_wide(path).c_str()); }

std::vector<std::string> all_variables() {
  std::vector<std::string> all;
  wchar_t* const block = GetEnvironmentStringsW();
  for (const wchar_t* one = block; one != nullptr && *one != L'\0';) {
    const std::wstring_view text{one};
    all.push_back(to_utf8(text));
    one += text.size() + 1;
  }
  if (block != nullptr) FreeEnvironmentStringsW(block);
  return all;
}

std::vector<std::pair<std::string, std::string>> machine_details() {
  return {{"locale", locale_name()},
          {"ansi_code_page", std::to_string(GetACP())},
          {"oem_code_page", std::to_string(GetOEMCP())},
          {"time_zone", time_zone()},
          {"wine", on_wine() ? "yes" : "no"}};
}

}  // namespace preflight::bundle
