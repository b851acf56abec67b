// The libraries that a program imports, looked for as the loader would do it for a service: the
// folder of the program, System32, the Windows folder, the PATH of the machine (Microsoft:
// "Dynamic- link library search order"). Pure but for the file that `open` reads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// What lies at a path: a header, nothing, or a file that may not be read.
struct Opened {
  std::optional<ProgramHeader> header{};
  bool denied{};
};
using OpenLibrary = std::function<Opened(const std::string& path)>;

struct LibrarySearch {
  std::vector<MissingLibrary> missing{};
  /// What the libraries beside the program say about StartServiceCtrlDispatcher: the best of them.
  Dispatcher dispatcher{Dispatcher::never};
};

/// `folders` in the order of the search, the first that of the program, the next `system_folders`
/// of them the system's own, whose libraries are taken to be whole. At most 256 files are read.
/// Libraries that a manifest can bring from the side-by-side store are not called missing.
LibrarySearch search_libraries(const std::string& program, const ProgramHeader& header,
                               const std::vector<std::string>& folders, std::size_t system_folders,
                               const OpenLibrary& open);

}  // namespace preflight::service
