// What was seen of a unit of systemd, and of the files that its settings name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/base/gap.hpp"
#include "checks/imports/imports.hpp"
#include "checks/service/service.hpp"
#include "checks/service/systemd_journal.hpp"
#include "checks/service/systemd_show.hpp"

namespace preflight::service {

/// A path as its unit would meet it. What only the account of the unit can tell is absent where
/// that account's rights could not be worked out (an access control list, a name service).
struct PathLook {
  std::string path{};
  SystemError status{};           ///< why it cannot be looked at; 0: it is there
  bool missing{};                 ///< `status` says that it is not there
  bool directory{};               ///< a folder; else a file
  std::optional<bool> allowed{};  ///< the account may enter the folder, read the file
};

struct ProgramLook {
  std::size_t command{};  ///< index into Unit::commands
  PathLook file{};        ///< `allowed`: the account may execute it
  bool executable{};      ///< some execute bit is set
  bool noexec{};          ///< on a file system that is mounted noexec
  bool script{};          ///< begins with "#!"
  /// What must run it: the program of its "#!" line, or the loader that an ELF file names.
  std::optional<PathLook> interpreter{};
  bool carriage_return{};  ///< its "#!" line ends as on Windows, so the kernel looks for "sh\r"
  bool unknown_format{};   ///< no ELF file, no "#!" line
  /// What it loads, or its interpreter does, with the environment of the unit. Not looked at where
  /// the unit is up.
  std::optional<imports::Facts> libraries{};
};

enum class Known { unasked, yes, no };

struct SystemdFacts {
  std::string absent{};  ///< why systemd cannot be asked at all; empty: it runs
  std::string name{};    ///< the unit's full name
  Unit unit{};
  std::vector<std::string>
      known_names{};             ///< of all units; looked for only when there is none such
  std::vector<Unit> needs{};     ///< of unit.requires_units
  Journal journal{};             ///< the last lines, oldest first
  std::string journal_unseen{};  ///< why it, or a part of it, cannot be read
  std::vector<ProgramLook> programs{};
  std::optional<PathLook> folder{};  ///< WorkingDirectory=
  std::vector<PathLook> environment_files{};
  std::string environment_unseen{};  ///< an EnvironmentFile= that may not be read; empty: none
  Known user{Known::unasked}, group{Known::unasked};
  Gaps gaps{};
};

bool is_up(const Unit& unit);       ///< runs, or did what it had to
bool has_failed(const Unit& unit);  ///< failed, or failed and waits to be started again

/// What to do in the order of the findings; pure.
Findings judge(const Query& query, const SystemdFacts& facts);

Told told_of(const SystemdFacts& facts);

/// "active (running)", "failed (exit-code)".
std::string state_of(const Unit& unit);

}  // namespace preflight::service
