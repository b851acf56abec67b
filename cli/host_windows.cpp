#include <windows.h>

#include <fmt/format.h>

#include <array>

#include "checks/base/wide_windows.hpp"
#include "checks/process/process.hpp"
#include "cli/host.hpp"

namespace preflight {

namespace {

// GetVersionEx answers by the program's manifest; RtlGetVersion tells the truth.
std::string version() {
  using RtlGetVersion = LONG(WINAPI*)(OSVERSIONINFOW*);
  OSVERSIONINFOW info{};
  info.dwOSVersionInfoSize = sizeof info;
  const auto address = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");
  if (address == nullptr ||
      reinterpret_cast<RtlGetVersion>(reinterpret_cast<void*>(address))(&info) != 0)
    return "Windows";
  return fmt::format("Windows {}.{}.{}", info.dwMajorVersion, info.dwMinorVersion,
                     info.dwBuildNumber);
}

std::string architecture() {
  SYSTEM_INFO info{};
  GetNativeSystemInfo(&info);
  switch (info.wProcessorArchitecture) {
    case PROCESSOR_ARCHITECTURE_AMD64:
      return "x86_64";
    case PROCESSOR_ARCHITECTURE_ARM64:
      return "aarch64";
    case PROCESSOR_ARCHITECTURE_INTEL:
      return "x86";
    default:
      return "unknown";
  }
}

std::string name() {
  std::array<wchar_t, 256> buffer{};
  DWORD size = static_cast<DWORD>(buffer.size());
  if (GetComputerNameExW(ComputerNameDnsHostname, buffer.data(), &size) == 0) return {};
  return to_utf8({buffer.data(), size});
}

}  // namespace

Host this_host() {
  return {name(), "windows", version(), architecture(), current_user(), elevated()};
}

}  // namespace preflight
