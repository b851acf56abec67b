// Who has these files open. Matching is by file identity, never by path.
// Two bodies: file_holders_linux.cpp (/proc, locks), file_holders_windows.cpp (Restart Manager,
// then the handle table).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/file_identity.hpp"
#include "checks/base/gap.hpp"

namespace preflight {

/// A file to look for. `path` is what Restart Manager is asked with, and what is shown.
struct WantedFile {
  std::string path{};
  FileIdentity identity{};
};

struct FileHolder {
  std::uint32_t pid{};
  std::vector<std::size_t> files{};  ///< indices into the wanted files, ascending, each once
  bool writable{};                   ///< at least one of its descriptors may write
  bool mapped_only{};                ///< no descriptor any more, but a mapping keeps the file
};

struct FileHolders {
  std::vector<FileHolder> holders{};  ///< by pid, without this process
  Gaps gaps{};                        ///< whose descriptors could not be read
  std::size_t unseen_processes{};     ///< how many processes the gaps stand for
};

/// The complete list, as far as this user may look.
FileHolders find_file_holders(std::span<const WantedFile> files, Deadline deadline);

}  // namespace preflight
