// What was seen of a service on Windows. Values only, so that the judge is tested on every system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/base/gap.hpp"
#include "checks/base/near_names.hpp"
#include "checks/imports/imports.hpp"
#include "checks/service/command_line.hpp"
#include "checks/service/program_header.hpp"
#include "checks/service/registry_value.hpp"
#include "report/finding.hpp"

namespace preflight::service {

/// SERVICE_STATUS_PROCESS.dwCurrentState (winsvc.h).
enum class State : std::uint32_t {
  stopped = 1,
  start_pending,
  stop_pending,
  running,
  continue_pending,
  pause_pending,
  paused
};

/// QueryServiceStatusEx.
struct Status {
  State state{State::stopped};
  std::uint32_t exit_code{};     ///< Win32, or what the service itself said
  std::uint32_t service_exit{};  ///< where exit_code is 1066
  std::uint32_t pid{};
  bool process_gone{};  ///< `pid` is no process any more
};

/// QueryServiceConfigW's dwStartType.
enum class Start : std::uint32_t { boot, system, automatic, manual, disabled };

struct RecoveryAction {
  std::uint32_t type{};   ///< SC_ACTION_TYPE: 0 none, 1 restart, 2 reboot, 3 run a command
  std::uint32_t delay{};  ///< milliseconds
};

/// QueryServiceConfigW, and QueryServiceConfig2W where the system knows the level.
struct Config {
  std::uint32_t type{};  ///< 0x10 own process, 0x20 shared, 0x100 interactive
  Start start{Start::manual};
  std::string image{};  ///< lpBinaryPathName, unexpanded
  std::string display_name{};
  std::string account{};                    ///< "LocalSystem", "NT AUTHORITY\\LocalService"
  std::vector<std::string> dependencies{};  ///< names; of a group with '+' before it
  std::optional<bool> delayed{};
  std::optional<std::uint32_t> triggers{};  ///< how many
  std::optional<std::vector<RecoveryAction>> recovery{};
  std::optional<bool> recovery_on_error{};  ///< actions also where it stops with an error
};

/// A service that must run first, or one that such a service needs.
struct DependencyLook {
  std::string name{};
  std::string needed_by{};
  bool group{};
  std::uint32_t error{};  ///< of OpenServiceW or of a query; 1060: there is none
  std::optional<Status> status{};
  std::optional<Start> start{};
};

enum class Presence { there, missing, folder_missing, is_folder, denied, unknown };

enum class Drive {
  local,
  network,  ///< mapped in this session: services do not see it
  none      ///< there is no such drive
};

/// A file or folder that the service needs.
struct FileLook {
  std::string path{};  ///< empty: not looked at
  Presence presence{Presence::unknown};
  SystemError error{};
  Drive drive{Drive::local};
  bool app_alias{};  ///< an alias of the Microsoft Store: only its user can run it
  std::optional<ProgramHeader> header{};
  /// The service's account may read and run it; nothing where that cannot be told.
  std::optional<bool> account_may_run{};
  std::optional<imports::Facts> libraries{};  ///< as the service finds them; of what can run here
};

enum class Host { none, nssm, winsw, srvany, pywin32, svchost };

/// What a host was told to run. Of another host than `kind` most stays empty.
struct HostLook {
  Host kind{Host::none};
  bool parameters_denied{};                  ///< its settings may not be read
  std::optional<std::string> application{};  ///< as configured
  std::string parameters{};
  std::optional<std::string> directory{};
  FileLook program{};         ///< the application, expanded and looked for
  FileLook directory_look{};  ///< the working folder
  FileLook stdout_folder{};
  FileLook stderr_folder{};
  std::string stdout_path{};
  std::string stderr_path{};
  std::optional<std::string> exit_action{};  ///< NSSM: what happens when the program ends
  std::optional<std::uint32_t> throttle{};   ///< NSSM: milliseconds
  std::vector<std::string> unknown_variables{};
  RegistryKey settings{};            ///< all values of Parameters
  Complaints complaints{};           ///< values of the wrong type, a file that cannot be read
  std::optional<bool> child_runs{};  ///< a process that it started is alive
  std::string identifier{};          ///< WinSW: <id>
  std::string python_class{};        ///< pywin32: "C:\\app\\service.Class"
  FileLook python_module{};          ///< pywin32: the folder in it
  /// pywin32: those of its modules that every service loads, where its folder was found.
  std::vector<FileLook> python_extensions{};
  FileLook service_library{};      ///< svchost: ServiceDll
  std::string group{};             ///< svchost: -k
  std::optional<bool> in_group{};  ///< svchost: the group names the service
};

/// One record of the event log.
struct Event {
  std::uint32_t id{};
  std::string source{};
  Timestamp time{};
  std::vector<std::string> values{};     ///< the texts of EventData, in order
  std::optional<std::uint32_t> error{};  ///< the Win32 code among them ("%%1053")
};

struct WindowsFacts {
  std::string asked{};
  std::uint32_t manager_error{};   ///< of OpenSCManagerW
  std::uint32_t open_error{};      ///< of OpenServiceW
  std::string key{};               ///< the key name; empty where there is no such service
  std::vector<KnownName> known{};  ///< all services, only where there is none of that name
  std::uint32_t known_error{};     ///< why they could not be listed

  std::optional<Status> status{};
  std::uint32_t status_error{};
  std::optional<Config> config{};
  std::uint32_t config_error{};
  bool marked_for_delete{};
  std::uint32_t key_error{};                    ///< of the service's key in the registry
  std::vector<std::string> environment{};       ///< the value Environment of the service
  std::optional<std::uint32_t> pipe_timeout{};  ///< ServicesPipeTimeout, milliseconds
  Complaints complaints{};

  std::string windows_folder{};
  std::uint16_t machine{};  ///< of the system
  bool safe_mode{};
  ImagePath image{};
  std::vector<FileLook> candidates{};   ///< in the order of image.candidates
  std::optional<std::size_t> chosen{};  ///< which of them runs
  HostLook host{};
  std::vector<DependencyLook> dependencies{};  ///< nearest first
  std::optional<std::vector<Event>> events{};  ///< newest first; nothing where there is no log
  std::string log_path{};
  std::vector<std::string> log_tail{};
  Gaps gaps{};
};

}  // namespace preflight::service
