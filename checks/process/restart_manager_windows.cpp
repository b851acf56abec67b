#include "checks/process/restart_manager_windows.hpp"

#include <windows.h>
// restartmanager.h needs windows.h before it.
#include <restartmanager.h>

#include <array>

#include "checks/base/wide_windows.hpp"

namespace preflight {

namespace {

template <class Function>
Function* load(HMODULE library, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

RestartManagerProcess as_process(const RM_PROCESS_INFO& info) {
  const auto& time = info.Process.ProcessStartTime;
  return {info.Process.dwProcessId,
          (std::uint64_t{time.dwHighDateTime} << 32) | time.dwLowDateTime};
}

}  // namespace

std::optional<RestartManagerApi> restart_manager() {
  const auto library = LoadLibraryExW(L"rstrtmgr.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return std::nullopt;
  const auto start = load<decltype(RmStartSession)>(library, "RmStartSession");
  const auto add = load<decltype(RmRegisterResources)>(library, "RmRegisterResources");
  const auto list = load<decltype(RmGetList)>(library, "RmGetList");
  const auto end = load<decltype(RmEndSession)>(library, "RmEndSession");
  if (start == nullptr || add == nullptr || list == nullptr || end == nullptr) return std::nullopt;

  RestartManagerApi api;
  api.start = [start](std::uint32_t& session) -> std::uint32_t {
    std::array<wchar_t, CCH_RM_SESSION_KEY + 1> key{};
    DWORD handle = 0;
    const auto error = start(&handle, 0, key.data());
    session = handle;
    return error;
  };
  api.add = [add](std::uint32_t session, std::span<const std::string> files) -> std::uint32_t {
    std::vector<std::wstring> wide;
    for (const auto& file : files) wide.push_back(to_wide(file));
    std::vector<LPCWSTR> names;
    for (const auto& name : wide) names.push_back(name.c_str());
    return add(session, static_cast<UINT>(names.size()), names.data(), 0, nullptr, 0, nullptr);
  };
  api.list = [list](std::uint32_t session, std::uint32_t& needed,
                    std::vector<RestartManagerProcess>& into) -> std::uint32_t {
    std::vector<RM_PROCESS_INFO> rows(into.size());
    UINT told = 0;
    UINT count = static_cast<UINT>(rows.size());
    // Why the manager could not shut something down; we never ask it to. Wine does not write it.
    DWORD reasons = 0;
    const auto error = list(session, &told, &count, rows.empty() ? nullptr : rows.data(), &reasons);
    needed = told;
    if (error != ERROR_SUCCESS) return error;
    into.clear();
    for (UINT i = 0; i < count && i < rows.size(); ++i) into.push_back(as_process(rows[i]));
    return error;
  };
  api.end = [end](std::uint32_t session) { end(session); };
  return api;
}

}  // namespace preflight
