// Where an interpreter is, and what lies around it. Its two bodies ask the system.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/base/system_error.hpp"
#include "checks/python/settings.hpp"

namespace preflight::python {

/// `dangling`: a link to what is not there. `store_alias`: the stub of the Microsoft Store (an
/// application execution alias, IO_REPARSE_TAG_APPEXECLINK), which opens the shop, or starts a
/// Python that belongs to one user.
enum class Presence { found, missing, dangling, folder, denied, store_alias };

struct Location {
  std::string path{};  ///< absolute
  Presence presence{Presence::missing};
  SystemError error{};        ///< with `denied`
  std::string link_target{};  ///< with `dangling`
  std::string user_path{};    ///< the name is in the user's PATH only: where
  std::string venv_file{};    ///< pyvenv.cfg; empty: it is no virtual environment
  VenvSettings venv{};
  bool venv_base_there{};
  std::string path_file{};  ///< pythonXY._pth; empty: there is none
  PathFile path_entries{};
};

/// `name`: a path, or without a separator a name for a service's PATH.
Location locate(const std::string& name);

/// The variables of a service that nobody has told anything, "NAME=value". Linux: as
/// systemd.exec(5), "Environment variables in spawned processes". Windows: those of the machine.
std::vector<std::string> service_environment();
/// Those of preflight itself.
std::vector<std::string> user_environment();

std::string service_folder();  ///< "/", System32

bool is_windows();

}  // namespace preflight::python
