#include "checks/service/hosts_windows.hpp"

#include <windows.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/process/native_windows.hpp"
#include "checks/service/files_windows.hpp"
#include "checks/service/host_settings.hpp"
#include "checks/service/registry_windows.hpp"
#include "checks/service/winsw.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_settings = std::size_t{1024} * 1024;
constexpr const char* groups = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Svchost";

std::string service_key(const WindowsFacts& facts) {
  return "SYSTEM\\CurrentControlSet\\Services\\" + facts.key;
}

// Whether the program behind a running host is there: NSSM and srvany have it as their child.
std::optional<bool> child_of(std::uint32_t pid) {
  const auto table = process_table();
  if (!table.complete || table.rows.empty()) return std::nullopt;
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const ProcessRow& row) {
    const auto* const parent = table.living_parent(row);
    return parent != nullptr && parent->pid == pid && row.threads > 0 &&
           lower(std::string(row.name.begin(), row.name.end())) != "conhost.exe";
  });
}

void read_tail(WindowsFacts& facts) {
  for (const auto* path : {&facts.host.stderr_path, &facts.host.stdout_path}) {
    if (path->empty() || !facts.log_tail.empty()) continue;
    SystemError error;
    auto lines = tail_of(*path, error);
    if (lines.empty()) continue;
    facts.log_path = *path;
    facts.log_tail = std::move(lines);
  }
}

FileLook folder_of_log(const std::string& path) {
  const auto folder = folder_of(path);
  return folder.empty() ? FileLook{} : look_at(std::string(folder) + "\\");
}

void look_at_application(WindowsFacts& facts, const Environment& environment, Deadline deadline) {
  auto& host = facts.host;
  if (host.application && !host.application->empty()) {
    host.program =
        look_at(find_program(*host.application, facts.image.candidates[*facts.chosen].path,
                             facts.windows_folder, environment));
    if (host.program.presence == Presence::missing && !has_extension(host.program.path, ".exe"))
      if (auto with = look_at(host.program.path + ".exe"); with.presence == Presence::there)
        host.program = std::move(with);
    const auto folder = host.directory.value_or(std::string(folder_of(host.program.path)));
    look_into_program(host.program, facts, environment, folder, deadline);
  }
  if (host.directory) host.directory_look = look_at(*host.directory);
  host.stdout_folder = folder_of_log(host.stdout_path);
  host.stderr_folder = folder_of_log(host.stderr_path);
  const bool running = facts.status && facts.status->state == State::running;
  if (running && !facts.status->process_gone) host.child_runs = child_of(facts.status->pid);
  read_tail(facts);
}

std::string settings_beside(const std::string& program) {
  return program.substr(0, program.find_last_of('.')) + ".xml";
}

void look_at_winsw(WindowsFacts& facts, const Environment& environment, Deadline deadline) {
  const auto& program = facts.image.candidates[*facts.chosen].path;
  bool cut = false;
  SystemError error;
  const auto xml = read_bytes(settings_beside(program), most_settings, cut, error);
  facts.host.parameters_denied = error.code == ERROR_ACCESS_DENIED;
  if (!xml) return;
  facts.host = read_winsw(*xml, program, environment);
  look_at_application(facts, environment, deadline);
  // It makes the folder of its logs itself, and ends with its program.
  facts.host.stdout_folder = facts.host.stderr_folder = {};
  facts.host.child_runs.reset();
}

bool has_winsw_settings(const std::string& program) {
  bool cut = false;
  SystemError error;
  const auto xml = read_bytes(settings_beside(program), most_settings, cut, error);
  return xml && is_winsw(*xml);
}

void look_at_nssm(WindowsFacts& facts, const RegistryKey& parameters,
                  const Environment& environment, Deadline deadline) {
  facts.host = read_settings(facts.host.kind, parameters, environment);
  std::uint32_t error = 0;
  const auto exits = read_key(service_key(facts) + "\\Parameters\\AppExit", error);
  facts.host.exit_action = text_value(exits, "", facts.host.complaints);
  look_at_application(facts, hosted_environment(facts.host.kind, parameters, environment),
                      deadline);
}

// Modules that win32serviceutil.py, and so every service, loads. They lie below the folder of
// Python, into which pywin32 puts its pythonservice.exe; older releases left it beside them.
void look_at_extensions(WindowsFacts& facts, Deadline deadline) {
  const std::string home(folder_of(facts.image.candidates[*facts.chosen].path));
  const auto packages = home + "\\Lib\\site-packages";
  const auto folder = look_at(home + "\\win32service.pyd").presence == Presence::there
                          ? home
                          : packages + "\\win32";
  if (look_at(folder).presence != Presence::is_folder) return;
  for (const auto* name : {"servicemanager", "win32service", "win32api", "win32event"}) {
    auto look = look_at(folder + "\\" + name + ".pyd");
    look_into_extension(look, {home, packages + "\\pywin32_system32"}, deadline);
    facts.host.python_extensions.push_back(std::move(look));
  }
}

void look_at_pywin32(WindowsFacts& facts, Deadline deadline) {
  std::uint32_t error = 0;
  const auto key = read_key(service_key(facts) + "\\PythonClass", error);
  auto& host = facts.host;
  host.parameters_denied = error == ERROR_ACCESS_DENIED;
  host.python_class = text_value(key, "", host.complaints).value_or("");
  const auto folder = folder_of(host.python_class);
  if (!folder.empty()) host.python_module = look_at(std::string(folder) + "\\");
  look_at_extensions(facts, deadline);
}

void look_at_svchost(WindowsFacts& facts, const RegistryKey& parameters, const RegistryKey& service,
                     const Environment& environment) {
  auto& host = facts.host;
  const auto words = split_arguments(facts.image.candidates[*facts.chosen].rest);
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (lower(words[i]) == "-k") host.group = words[i + 1];
  auto library = text_value(parameters, "ServiceDll", host.complaints);
  if (!library) library = text_value(service, "ServiceDll", host.complaints);
  if (library) host.service_library = look_at(expand(*library, environment).text);
  std::uint32_t error = 0;
  const auto key = read_key(groups, error);
  if (error != 0 || host.group.empty()) return;
  const auto names = list_value(key, host.group, host.complaints);
  host.in_group = names && std::any_of(names->begin(), names->end(), [&](const std::string& name) {
                    return lower(name) == lower(facts.key);
                  });
}

}  // namespace

void look_at_host(WindowsFacts& facts, const Environment& environment, Deadline deadline) {
  if (!facts.chosen) return;
  std::uint32_t error = 0;
  const auto parameters = read_key(service_key(facts) + "\\Parameters", error);
  std::uint32_t class_error = 0;
  read_key(service_key(facts) + "\\PythonClass", class_error);
  facts.host.kind =
      host_of(facts.image.candidates[*facts.chosen].path, parameters, class_error == 0);
  facts.host.parameters_denied = error == ERROR_ACCESS_DENIED;
  if (facts.host.kind == Host::none &&
      has_winsw_settings(facts.image.candidates[*facts.chosen].path))
    facts.host.kind = Host::winsw;
  switch (facts.host.kind) {
    case Host::nssm:
    case Host::srvany: {
      const bool denied = facts.host.parameters_denied;
      look_at_nssm(facts, parameters, environment, deadline);
      facts.host.parameters_denied = denied;
      return;
    }
    case Host::winsw:
      return look_at_winsw(facts, environment, deadline);
    case Host::pywin32:
      return look_at_pywin32(facts, deadline);
    case Host::svchost: {
      std::uint32_t ignored = 0;
      return look_at_svchost(facts, parameters, read_key(service_key(facts), ignored), environment);
    }
    default:
      return;
  }
}

}  // namespace preflight::service
