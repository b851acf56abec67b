// A walk through the folder of a project: which files are read, and within which bounds.
#pragma once

#include <optional>
#include <string>

#include "cli/init/draft.hpp"

namespace preflight::init {

/// What NSSM's program offers to stop a start.
enum class NssmHooks { none, there };

struct Survey {
  Project project{};
  std::optional<NssmHooks> nssm{};  ///< where an nssm.exe lies in the project
  bool winsw{};                     ///< a configuration of WinSW does
  bool unreadable{};                ///< the folder itself
};

/// Reads, and changes nothing. node_modules, .git, virtual environments and what tools build are
/// not walked; a folder, a file or a tree that is too large is told in the notes.
Survey survey(const std::string& folder);

/// Hooks came with NSSM 2.24-101; what reads them has their key of the registry in it, in UTF-16.
NssmHooks nssm_hooks(std::string_view program);

}  // namespace preflight::init
