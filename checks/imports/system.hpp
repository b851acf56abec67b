// What the probe asks the system; one body each for Linux and Windows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/imports/elf_closure.hpp"
#include "checks/imports/files.hpp"
#include "checks/imports/pe_closure.hpp"

namespace preflight::imports {

/// Paths as they are. Files are mapped, not read, and shared with whoever writes or deletes them.
FileSystem this_file_system();

/// Paths of a system that lies below `root`: its links too are followed as if `root` were "/".
FileSystem rooted_file_system(const std::string& root);

/// What separates folders here.
extern const char this_separator;

/// With all links resolved; as it was given where that cannot be done.
std::string real_path(const std::string& path);

/// What this processor can run of "x86-64-v4", "x86-64-v3", "x86-64-v2", best first.
std::vector<std::string> processor_levels();

/// Folders, KnownDLLs, PATH and the like of this Windows; empty on Linux.
struct ThisWindows {
  PeSurroundings around{};
  std::optional<ApiSets> api_sets{};
};
ThisWindows this_windows();

}  // namespace preflight::imports
