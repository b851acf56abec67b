// What the loader of Linux would do with a program: ld.so(8) of glibc, or musl's where the program
// asks for that one. Pure above FileSystem.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checks/imports/closure.hpp"
#include "checks/imports/ld_cache.hpp"

namespace preflight::imports {

/// What the loader is told beside the program.
struct ElfSurroundings {
  std::vector<std::string> search{};        ///< --search: looked at before all of these
  std::vector<std::string> library_path{};  ///< LD_LIBRARY_PATH; an empty one is the current folder
  std::vector<std::string> preload{};       ///< LD_PRELOAD, /etc/ld.so.preload
  const LdCache* cache{};                   ///< none: there is no such file
  /// What this processor can run, best first: "x86-64-v3". Asked only where a folder for it exists.
  std::function<std::vector<std::string>()> levels{};
  std::vector<std::string> musl_path{};  ///< /etc/ld-musl-*.path; empty: its default
};

struct ElfOptions {
  /// Symbols that no library has, of all libraries; else of the program alone.
  bool all_symbols{};
};

/// `path`: of the program, with all links resolved, as $ORIGIN wants it.
Closure close_elf(Files& files, const std::string& path, const ElfSurroundings& around,
                  const ElfOptions& options);

}  // namespace preflight::imports
