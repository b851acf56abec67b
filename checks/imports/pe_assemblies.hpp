// Side-by-side assemblies: what the manifest of a program or library asks for, and where it is
// ("Assembly Searching Sequence" in the Win32 documentation).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/imports/closure.hpp"

namespace preflight::imports {

/// The manifest in the file, else the one beside it (<file>.manifest). Empty where it has none or
/// wants none.
std::string_view find_manifest_of(Files& files, const std::string& path, const pe::Image& image);

struct FoundAssemblies {
  std::vector<std::pair<std::string, std::string>> files{};  ///< name in lower case, path
  std::vector<MissingAssembly> missing{};
  /// Folders that could hold one and may not be listed, and why: of these nothing is `missing`.
  std::vector<Tried> unseen{};
};

/// `side_by_side`: WinSxS, or empty where there is no Windows to look at; then its own assemblies
/// count as there.
FoundAssemblies find_assemblies(Files& files, const std::string& path, const pe::Image& image,
                                const std::string& application, const std::string& side_by_side);

}  // namespace preflight::imports
