// What the loader of Windows would do with a program ("Dynamic-link library search order" in the
// Win32 documentation). Pure above FileSystem.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/imports/api_set.hpp"
#include "checks/imports/closure.hpp"

namespace preflight::imports {

/// What the loader is told beside the program. Folders that are not there are empty.
struct PeSurroundings {
  std::string system_folder{};     ///< System32
  std::string system_folder_32{};  ///< SysWOW64: what a 32-bit program sees as System32
  std::string windows_folder{};
  std::string side_by_side{};         ///< WinSxS
  std::vector<std::string> known{};   ///< KnownDLLs, lower case, beside the usual ones
  std::vector<std::string> search{};  ///< --search: looked at where PATH would be, before it
  std::vector<std::string> path{};
  std::string current_folder{};
  bool safe_search{true};  ///< SafeDllSearchMode
  const ApiSets* api_sets{};
  /// As Python 3.8 and later loads an extension (LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR and
  /// _DEFAULT_DIRS): its own folder, that of python.exe (empty: not known), `search`, System32. No
  /// PATH.
  bool as_python{};
  std::string python_folder{};
};

/// What one library does not have of what another asks it for, and what it hands on. Remembered by
/// the pair, since many programs of a folder share most of theirs.
class PeBindings {
 public:
  struct Binding {
    std::vector<const pe::Symbol*> missing{};
    std::vector<std::string_view> forwarders{};  ///< each once
  };

  /// Of the import with this index of `importer`. Many threads may ask.
  const Binding& get(const PeFile& importer, std::size_t import, const PeFile& provider);

 private:
  std::mutex mutex_{};
  std::map<std::pair<const pe::Import*, const PeFile*>, std::unique_ptr<Binding>> known_{};
};

Closure close_pe(Files& files, const std::string& path, const PeSurroundings& around,
                 PeBindings& bindings);

/// The exported name that is most like `name`; empty where none comes near.
std::string nearest_export(const pe::Exports& exports, std::string_view name);

}  // namespace preflight::imports
