// Who has a file open by the table of all handles. Only *_windows.cpp files include this.
#pragma once

#include <windows.h>

#include <span>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/process/file_holders.hpp"

namespace preflight {

struct HandleSearch {
  std::vector<FileHolder> holders{};
  Gaps gaps{};
  std::size_t unseen_processes{};
};

/// Duplicates the file handles of other processes and compares identities. `own_file` is an open
/// handle of ours: its row tells which number the type "file" has on this Windows. `only`: look
/// into these processes alone; empty: into all.
HandleSearch search_handles(std::span<const WantedFile> files, HANDLE own_file,
                            std::span<const std::uint32_t> only, Deadline deadline);

}  // namespace preflight
