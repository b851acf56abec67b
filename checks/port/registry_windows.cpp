#include "checks/port/registry_windows.hpp"

#include <windows.h>

#include <array>

#include "checks/base/wide_windows.hpp"
#include "checks/port/windows_tables.hpp"

namespace preflight::port {

namespace {

constexpr const wchar_t* excluded_tcp =
    L"SYSTEM\\CurrentControlSet\\Control\\Nsi\\{eb004a03-9b1a-11d4-9123-0050047759bc}\\29";
constexpr const wchar_t* excluded_udp =
    L"SYSTEM\\CurrentControlSet\\Control\\Nsi\\{eb004a02-9b1a-11d4-9123-0050047759bc}\\5";
constexpr const wchar_t* proxies = L"SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp";

struct Named {
  std::string name{};
  std::string data{};  ///< of a string value
};

/// All values of a key; none where there is no such key.
std::vector<Named> values_of(const wchar_t* path) {
  std::vector<Named> values;
  HKEY key = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key) != 0)
    return values;
  for (DWORD index = 0;; ++index) {
    std::array<wchar_t, 256> name{};
    std::array<wchar_t, 512> data{};
    DWORD name_size = static_cast<DWORD>(name.size());
    DWORD data_size = static_cast<DWORD>(sizeof data - sizeof(wchar_t));
    DWORD type = 0;
    const auto error = RegEnumValueW(key, index, name.data(), &name_size, nullptr, &type,
                                     reinterpret_cast<BYTE*>(data.data()), &data_size);
    if (error == ERROR_MORE_DATA) continue;
    if (error != ERROR_SUCCESS) break;
    values.push_back(
        {to_utf8({name.data(), name_size}), type == REG_SZ ? to_utf8(data.data()) : std::string{}});
  }
  RegCloseKey(key);
  return values;
}

}  // namespace

std::vector<PortRange> administered_ranges(Protocol protocol) {
  std::vector<PortRange> ranges;
  for (const auto& value : values_of(protocol == Protocol::udp ? excluded_udp : excluded_tcp))
    if (const auto range = parse_excluded_range(value.name)) ranges.push_back(*range);
  return ranges;
}

std::vector<PortProxy> port_proxies() {
  std::vector<PortProxy> found;
  for (auto& value : values_of(proxies))
    found.push_back({std::move(value.name), std::move(value.data)});
  return found;
}

}  // namespace preflight::port
