#include "checks/service/registry_windows.hpp"

#include <windows.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight::service {

namespace {

constexpr DWORD most_values = 512;
constexpr DWORD most_bytes = 65536;
constexpr DWORD longest_value_name = 16384;  ///< characters; winreg's limit for a value name

void put(Environment& environment, std::string name, std::string value) {
  for (auto& [known, text] : environment) {
    if (lower(known) != lower(name)) continue;
    text = std::move(value);
    return;
  }
  environment.emplace_back(std::move(name), std::move(value));
}

}  // namespace

RegistryKey read_key(const std::string& path, std::uint32_t& error) {
  RegistryKey key;
  HKEY handle = nullptr;
  error = static_cast<std::uint32_t>(RegOpenKeyExW(HKEY_LOCAL_MACHINE, to_wide(path).c_str(), 0,
                                                   KEY_QUERY_VALUE | KEY_WOW64_64KEY, &handle));
  if (error != ERROR_SUCCESS) return key;
  std::wstring name(longest_value_name, L'\0');
  std::string data(most_bytes, '\0');
  for (DWORD index = 0; index < most_values; ++index) {
    DWORD name_size = longest_value_name;
    DWORD data_size = most_bytes;
    DWORD type = 0;
    const auto result = RegEnumValueW(handle, index, name.data(), &name_size, nullptr, &type,
                                      reinterpret_cast<BYTE*>(data.data()), &data_size);
    if (result == ERROR_NO_MORE_ITEMS) break;
    if (result == ERROR_MORE_DATA) {
      name_size =
          longest_value_name;  // the name alone, since it is not told with data that do not fit
      if (RegEnumValueW(handle, index, name.data(), &name_size, nullptr, &type, nullptr, nullptr) ==
          ERROR_SUCCESS)
        key.values.push_back({to_utf8({name.data(), name_size}), type, {}, true});
    } else if (result == ERROR_SUCCESS) {
      key.values.push_back(
          {to_utf8({name.data(), name_size}), type, data.substr(0, data_size), false});
    } else {
      error = static_cast<std::uint32_t>(result);
      break;
    }
  }
  RegCloseKey(handle);
  return key;
}

Environment machine_environment(const std::string& windows_folder) {
  Environment environment{{"SystemRoot", windows_folder},
                          {"windir", windows_folder},
                          {"SystemDrive", windows_folder.substr(0, 2)}};
  // These are the same for everybody, and made when a process starts, not kept in the registry.
  for (const auto* name : {L"ProgramFiles", L"ProgramFiles(x86)", L"ProgramW6432", L"ProgramData",
                           L"CommonProgramFiles", L"CommonProgramFiles(x86)", L"ALLUSERSPROFILE",
                           L"PUBLIC", L"COMPUTERNAME"}) {
    std::array<wchar_t, 4096> value{};
    const DWORD length =
        GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
    if (length > 0 && length < value.size())
      environment.emplace_back(to_utf8(name), to_utf8({value.data(), length}));
  }
  std::uint32_t error = 0;
  const auto key =
      read_key("SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment", error);
  Complaints complaints;
  for (const auto& value : key.values)
    if (const auto text = text_value(key, value.name, complaints))
      put(environment, value.name, expand(*text, environment).text);
  return environment;
}

}  // namespace preflight::service
