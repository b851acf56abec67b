#include "checks/service/scm_windows.hpp"

#include <windows.h>
// After it: needs its types.
#include <winsvc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "checks/base/handle_windows.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight::service {

namespace {

constexpr DWORD delayed_level = 3, recovery_level = 2, recovery_flag_level = 4, trigger_level = 8;
constexpr std::size_t most_dependencies = 128;

/// SERVICE_TRIGGER_INFO (winsvc.h), which MinGW does not declare.
struct TriggerInfo {
  DWORD count;
  void* triggers;
  BYTE* reserved;
};

struct CloseService {
  void operator()(SC_HANDLE handle) const { CloseServiceHandle(handle); }
};
using Service = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, CloseService>;

std::uint32_t last() { return static_cast<std::uint32_t>(GetLastError()); }

std::string text_of(const wchar_t* text) { return text == nullptr ? "" : to_utf8(text); }

/// Structures of the SCM begin the buffer and point into it.
struct Buffer {
  std::vector<std::max_align_t> room{};

  void grow(std::size_t bytes) { room.resize(bytes / sizeof(std::max_align_t) + 1); }
  [[nodiscard]] BYTE* data() { return reinterpret_cast<BYTE*>(room.data()); }
  [[nodiscard]] DWORD size() const {
    return static_cast<DWORD>(room.size() * sizeof(std::max_align_t));
  }
};

// Config2 of a level that this system does not know is nothing.
template <class T>
const T* query_level(SC_HANDLE service, DWORD level, Buffer& buffer) {
  DWORD needed = 0;
  buffer.grow(8192);  // the most there can be
  if (QueryServiceConfig2W(service, level, buffer.data(), buffer.size(), &needed) == 0)
    return nullptr;
  return reinterpret_cast<const T*>(buffer.data());
}

bool is_gone(std::uint32_t pid) {
  const Handle process{OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid)};
  // Any other refusal is that of a process that is there.
  if (!process) return GetLastError() == ERROR_INVALID_PARAMETER;
  DWORD code = 0;
  return GetExitCodeProcess(process.get(), &code) != 0 && code != STILL_ACTIVE;
}

std::optional<Status> query_status(SC_HANDLE service, std::uint32_t& error) {
  SERVICE_STATUS_PROCESS raw{};
  DWORD needed = 0;
  if (QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&raw),
                           sizeof raw, &needed) == 0) {
    error = last();
    return std::nullopt;
  }
  Status status{static_cast<State>(raw.dwCurrentState), raw.dwWin32ExitCode,
                raw.dwServiceSpecificExitCode, raw.dwProcessId, false};
  status.process_gone = status.state != State::stopped && status.pid != 0 && is_gone(status.pid);
  return status;
}

std::vector<std::string> names_of(const wchar_t* list) {
  std::vector<std::string> names;
  while (list != nullptr && *list != L'\0' && names.size() < most_dependencies) {
    names.push_back(to_utf8(list));
    list += std::wcslen(list) + 1;
  }
  return names;
}

std::optional<Config> query_config(SC_HANDLE service, std::uint32_t& error) {
  Buffer buffer;
  buffer.grow(8192);  // the most there can be
  auto* const raw = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(buffer.data());
  DWORD needed = 0;
  if (QueryServiceConfigW(service, raw, buffer.size(), &needed) == 0) {
    error = last();
    return std::nullopt;
  }
  Config config;
  config.type = raw->dwServiceType;
  config.start = static_cast<Start>(raw->dwStartType);
  config.image = text_of(raw->lpBinaryPathName);
  config.display_name = text_of(raw->lpDisplayName);
  config.account = text_of(raw->lpServiceStartName);
  config.dependencies = names_of(raw->lpDependencies);
  return config;
}

void query_more(SC_HANDLE service, Config& config) {
  Buffer buffer;
  if (const auto* delayed =
          query_level<SERVICE_DELAYED_AUTO_START_INFO>(service, delayed_level, buffer))
    config.delayed = delayed->fDelayedAutostart != 0;
  if (const auto* triggers = query_level<TriggerInfo>(service, trigger_level, buffer))
    config.triggers = triggers->count;
  if (const auto* flag =
          query_level<SERVICE_FAILURE_ACTIONS_FLAG>(service, recovery_flag_level, buffer))
    config.recovery_on_error = flag->fFailureActionsOnNonCrashFailures != 0;
  if (const auto* actions =
          query_level<SERVICE_FAILURE_ACTIONSW>(service, recovery_level, buffer)) {
    config.recovery.emplace();
    for (DWORD i = 0; actions->lpsaActions != nullptr && i < actions->cActions; ++i)
      config.recovery->push_back({static_cast<std::uint32_t>(actions->lpsaActions[i].Type),
                                  actions->lpsaActions[i].Delay});
  }
}

Service open(SC_HANDLE manager, const std::string& name, std::uint32_t& error) {
  const auto wide = to_wide(name);
  for (const DWORD access :
       {SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS, SERVICE_QUERY_STATUS, SERVICE_QUERY_CONFIG}) {
    Service service{OpenServiceW(manager, wide.c_str(), access)};
    error = service ? 0 : last();
    if (error != ERROR_ACCESS_DENIED) return service;
  }
  return {};
}

// Breadth first, each service once: what is nearest comes first, and a circle ends.
void ask_dependencies(SC_HANDLE manager, WindowsFacts& facts, Deadline deadline) {
  std::vector<std::pair<std::string, std::string>> wanted;  // name, needed by
  for (const auto& name : facts.config->dependencies) wanted.emplace_back(name, facts.key);
  std::vector<std::string> seen{lower(facts.key)};
  for (std::size_t i = 0; i < wanted.size() && i < most_dependencies && !deadline.passed(); ++i) {
    const auto [name, needed_by] = wanted[i];
    if (std::find(seen.begin(), seen.end(), lower(name)) != seen.end()) continue;
    seen.push_back(lower(name));
    DependencyLook look{name, needed_by, name.starts_with('+'), 0, {}, {}};
    if (!look.group) {
      if (const auto service = open(manager, name, look.error)) {
        look.status = query_status(service.get(), look.error);
        if (const auto config = query_config(service.get(), look.error)) {
          look.start = config->start;
          for (const auto& deeper : config->dependencies) wanted.emplace_back(deeper, name);
        }
      }
    }
    facts.dependencies.push_back(std::move(look));
  }
}

std::vector<KnownName> all_names(SC_HANDLE manager, std::uint32_t& error) {
  std::vector<KnownName> names;
  Buffer buffer;
  buffer.grow(std::size_t{256} * 1024);  // the most that one call fills
  DWORD resume = 0;
  for (int call = 0; call < 64; ++call) {
    DWORD needed = 0;
    DWORD count = 0;
    const BOOL done =
        EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL,
                              buffer.data(), buffer.size(), &needed, &count, &resume, nullptr);
    if (done == 0 && last() != ERROR_MORE_DATA) {
      error = last();
      break;
    }
    const auto* rows = reinterpret_cast<const ENUM_SERVICE_STATUS_PROCESSW*>(buffer.data());
    for (DWORD i = 0; i < count; ++i)
      names.push_back({text_of(rows[i].lpServiceName), text_of(rows[i].lpDisplayName)});
    if (done != 0 || count == 0) break;
  }
  return names;
}

}  // namespace

void ask_manager(WindowsFacts& facts, Deadline deadline) {
  Service manager{
      OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE)};
  if (!manager) manager.reset(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) {
    facts.manager_error = last();
    return;
  }
  const auto service = open(manager.get(), facts.asked, facts.open_error);
  if (!service) {
    if (facts.open_error == ERROR_SERVICE_DOES_NOT_EXIST || facts.open_error == ERROR_INVALID_NAME)
      facts.known = all_names(manager.get(), facts.known_error);
    return;
  }
  facts.key = facts.asked;
  facts.status = query_status(service.get(), facts.status_error);
  facts.config = query_config(service.get(), facts.config_error);
  if (!facts.config) return;
  query_more(service.get(), *facts.config);
  ask_dependencies(manager.get(), facts, deadline);
}

}  // namespace preflight::service
