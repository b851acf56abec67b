#include "checks/process/process.hpp"

#include <windows.h>

#include <array>
#include <utility>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/process/native_windows.hpp"
#include "checks/process/origin.hpp"
#include "checks/process/token_windows.hpp"

namespace preflight {

namespace {

constexpr std::uint32_t system_pid = 4;
constexpr std::size_t most_parents = 8;

std::string name_of(const ProcessRow& row) {
  if (row.pid == 0) return "Idle";
  return to_utf8(std::wstring(row.name.begin(), row.name.end()));
}

Handle open_to_query(std::uint32_t pid) {
  return Handle{OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid)};
}

std::optional<std::string> image_of(HANDLE process) {
  std::wstring path(32768, L'\0');
  auto length = static_cast<DWORD>(path.size());
  if (QueryFullProcessImageNameW(process, 0, path.data(), &length) == 0) return std::nullopt;
  path.resize(length);
  return to_utf8(path);
}

bool told_to_end(HANDLE process) {
  DWORD code = STILL_ACTIVE;
  return GetExitCodeProcess(process, &code) != 0 && code != STILL_ACTIVE;
}

// A process that was ended gives back its handles only when its last thread has come back from the
// kernel. One that still has threads a quarter of a second after its exit code was set is stuck
// there: nothing ends it a second time.
ProcessState state_of(const ProcessRow& row, HANDLE process) {
  if (row.threads == 0 && row.pid != 0) return ProcessState::zombie;
  if (row.suspended) return ProcessState::stopped;
  if (process == nullptr || !told_to_end(process)) return ProcessState::running;
  for (int look = 0; look < 25; ++look) {
    Sleep(10);
    const auto table = process_table();
    const auto* const now = table.find(row.pid);
    if (now == nullptr || now->created != row.created || now->threads == 0)
      return ProcessState::zombie;
  }
  return ProcessState::uninterruptible;
}

// Opening it with the right to end it ends nothing; it tells whether that would be allowed.
// taskkill uses the debug privilege where there is one. What refuses even that is protected.
Reach reach_of(std::uint32_t pid) {
  if (pid == 0 || pid == system_pid) return Reach::kernel;
  if (elevated()) use_debug_privilege();
  const Handle process{OpenProcess(PROCESS_TERMINATE, FALSE, pid)};
  if (process) return Reach::ours;
  return elevated() ? Reach::kernel : Reach::foreign;
}

std::vector<const ProcessRow*> parents_of(const ProcessTable& table, const ProcessRow& row) {
  std::vector<const ProcessRow*> parents;
  const auto* parent = table.living_parent(row);
  while (parent != nullptr && parents.size() < most_parents) {
    parents.push_back(parent);
    parent = table.living_parent(*parent);
  }
  return parents;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of("\\/");
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// The python.exe of a venv only starts the one it was made from and waits for it: PEP 405 puts
// pyvenv.cfg beside or one folder above it.
bool is_venv_launcher(const ProcessRow& parent, const Process& child) {
  const auto process = open_to_query(parent.pid);
  const auto path = process ? image_of(process.get()) : std::nullopt;
  if (!path || path == child.path || !child.name.starts_with("python")) return false;
  const auto folder = folder_of(*path);
  for (const auto& place : {folder, folder_of(folder)})
    if (GetFileAttributesW(to_wide(place + "\\pyvenv.cfg").c_str()) != INVALID_FILE_ATTRIBUTES)
      return true;
  return false;
}

// Programs that are a service so that another one need not be. Of other parents nothing follows: a
// program started over sshd does not belong to the service sshd.
bool is_service_wrapper(const std::string& name) {
  static constexpr std::array<std::string_view, 7> wrappers{
      "nssm.exe",  "nssm64.exe",        "winsw.exe", "winsw-x64.exe",
      "servy.exe", "pythonservice.exe", "srvany.exe"};
  for (const auto wrapper : wrappers)
    if (CompareStringOrdinal(to_wide(name).c_str(), -1, to_wide(wrapper).c_str(), -1, TRUE) ==
        CSTR_EQUAL)
      return true;
  return false;
}

// Only what descends from services.exe can be a service.
std::optional<std::string> service_of(std::uint32_t pid,
                                      const std::vector<ParentProcess>& parents) {
  bool below_manager = false;
  for (const auto& parent : parents) below_manager = below_manager || parent.name == "services.exe";
  if (!below_manager) return std::nullopt;
  if (auto own = services_of(pid)) return own;
  for (const auto& parent : parents)
    if (is_service_wrapper(parent.name)) return services_of(parent.pid);
  return std::nullopt;
}

void fill_origin(const ProcessTable& table, const ProcessRow& row, Identified& found) {
  auto& process = found.process;
  const auto parents = parents_of(table, row);
  for (const auto* const parent : parents)
    process.parents.push_back({parent->pid, name_of(*parent)});
  OriginFacts facts;
  process.service = service_of(row.pid, process.parents);
  if (process.service) facts.service = "service " + *process.service;
  if (!parents.empty()) {
    facts.parent = process.parents.front();
    facts.venv_launcher = found.venv_launcher = is_venv_launcher(*parents.front(), process);
  } else if (row.parent != 0) {
    facts.orphan = "pid " + std::to_string(row.parent) + " has ended";
  }
  process.started_by = started_by(facts);
}

}  // namespace

std::optional<Identified> identify(std::uint32_t pid) {
  const auto table = process_table();
  const auto* const row = table.find(pid);
  if (row == nullptr) return std::nullopt;
  Identified found;
  auto& process = found.process;
  process.pid = pid;
  process.name = name_of(*row);
  if (const auto started = unix_milliseconds(row->created))
    process.started_at = Timestamp(std::chrono::milliseconds(*started));
  found.we_are_elevated = elevated();
  found.reach = reach_of(pid);
  const auto opened = open_to_query(pid);
  process.state = state_of(*row, opened.get());
  if (opened) {
    process.path = image_of(opened.get());
    process.user = user_of(opened.get());
    process.command_line = command_line_of(opened.get(), pid);
  }
  fill_origin(table, *row, found);
  return found;
}

bool on_windows() { return true; }

}  // namespace preflight
