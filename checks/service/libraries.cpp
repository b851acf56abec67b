#include "checks/service/libraries.hpp"

#include <algorithm>

namespace preflight::service {

namespace {

constexpr std::size_t most_files = 256;

// Names that stand for whichever file of the system has the functions; no file is called so.
bool is_virtual(std::string_view name) {
  return name.starts_with("api-ms-") || name.starts_with("ext-ms-") || name.starts_with("api-") ||
         name.starts_with("ext-");
}

// Visual C++ 2005 and 2008: they come from WinSxS, by the program's manifest, and lie in no folder
// of the search.
bool is_side_by_side(std::string_view name) {
  for (const auto* family : {"msvcr", "msvcp", "msvcm", "mfc", "mfcm", "atl", "vcomp"})
    for (const auto* version : {"80", "90"})
      if (name.starts_with(std::string(family) + version)) return true;
  return false;
}

// A name that is a path, or has bytes that no name has, is not for us to open.
bool is_plain(std::string_view name) {
  return !name.empty() && name.find_first_of("\\/:*?\"<>|") == std::string_view::npos &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

struct Wanted {
  std::string name;
  std::string needed_by;
};

}  // namespace

LibrarySearch search_libraries(const std::string& program, const ProgramHeader& header,
                               const std::vector<std::string>& folders, std::size_t system_folders,
                               const OpenLibrary& open) {
  LibrarySearch result;
  std::vector<std::string> seen;
  std::vector<Wanted> queue;
  const auto want = [&](const ProgramHeader& from, const std::string& needed_by) {
    for (const auto& library : from.libraries) {
      auto name = lower(library);
      if (base_name(name).find('.') == std::string_view::npos) name += ".dll";
      if (is_virtual(name) || is_side_by_side(name) ||
          std::find(seen.begin(), seen.end(), name) != seen.end())
        continue;
      seen.push_back(name);
      queue.push_back({library, needed_by});
    }
  };
  want(header, std::string(base_name(program)));
  for (std::size_t i = 0; i < queue.size() && i < most_files; ++i) {
    const auto wanted = queue[i];
    if (!is_plain(wanted.name)) continue;
    bool found = false;
    bool denied = false;
    for (std::size_t place = 0; place < folders.size() && !found; ++place) {
      auto path = folders[place] + "\\" + wanted.name;
      if (wanted.name.find('.') == std::string::npos) path += ".dll";
      const auto [library, refused] = open(path);
      denied = denied || refused;
      // One for another machine is passed over: the system would look on, or fail in its own way.
      if (!library || library->machine != header.machine) continue;
      found = true;
      if (place > 0 && place <= system_folders) break;
      want(*library, wanted.name);
      if (library->dispatcher != Dispatcher::never && result.dispatcher == Dispatcher::never)
        result.dispatcher = library->dispatcher;
    }
    if (!found) result.missing.push_back({wanted.name, wanted.needed_by, denied});
  }
  return result;
}

}  // namespace preflight::service
