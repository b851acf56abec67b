#include "checks/imports/elf_closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>

#include "checks/imports/elf_search.hpp"
#include "checks/imports/elf_versions.hpp"

namespace preflight::imports {

namespace {

bool is_musl_interpreter(std::string_view path) {
  return base_name(std::string(path)).starts_with("ld-musl-");
}

/// musl is its own loader, libc, libm, libpthread and so on in one file.
bool is_musl_itself(std::string_view name) {
  for (const std::string_view own :
       {"libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."})
    if (name.starts_with(own)) return true;
  return false;
}

std::string wrong_machine(const elf::Image& is, const elf::Image& wanted) {
  if (is.machine == wanted.machine && is.is_64_bit == wanted.is_64_bit)
    return "is of the other byte order";
  return fmt::format("is for {}, not {}", elf::machine_name(is), elf::machine_name(wanted));
}

class ElfClosing {
 public:
  ElfClosing(Files& files, const ElfSurroundings& around) : files_(files), around_(around) {}

  Closure close(const std::string& path, const ElfOptions& options) {
    closure_.format = "ELF";
    const auto& file = files_.get(path);
    if (file.elf() == nullptr) {
      closure_.no_program = Tried{path, file.why_not()};
      return std::move(closure_);
    }
    const auto& image = file.elf()->image;
    root_ = &image;
    closure_.machine = elf::machine_name(image);
    closure_.is_64_bit = image.is_64_bit;
    closure_.is_static = image.needed.empty() && !image.interpreter;
    closure_.is_library = image.type == elf::Type::shared && !image.interpreter && !image.is_pie;
    if (image.is_debug_info) {
      closure_.no_program = Tried{path, "holds debug information only"};
      return std::move(closure_);
    }
    if (image.type == elf::Type::object || image.type == elf::Type::core) {
      closure_.no_program =
          Tried{path, image.type == elf::Type::core ? "is a core dump" : "is an object file"};
      return std::move(closure_);
    }
    add_found(path, file, path, "", std::nullopt);
    musl_ = is_musl(image);
    add_interpreter(image);
    for (const auto& name : around_.preload) need(0, name, "LD_PRELOAD");
    // Breadth first, as the loader does: who asks first decides where a library is looked for.
    for (std::size_t i = 0; i < closure_.libraries.size() && i < most_libraries; ++i) {
      const auto* elf =
          closure_.libraries[i].file != nullptr ? closure_.libraries[i].file->elf() : nullptr;
      if (elf == nullptr || closure_.libraries[i].status != LibraryStatus::found) continue;
      if (elf->image.incomplete) closure_.incomplete.push_back(closure_.libraries[i].path);
      for (const auto name : elf->image.needed) need(i, name, "");
    }
    if (!musl_) check_versions(closure_);
    // Where the loader is missing, so may be the C library that it would have been.
    if (!closure_.no_interpreter) check_symbols(closure_, options.all_symbols, musl_);
    return std::move(closure_);
  }

 private:
  static bool is_musl(const elf::Image& image) {
    if (image.interpreter) return is_musl_interpreter(*image.interpreter);
    return std::any_of(image.needed.begin(), image.needed.end(),
                       [](std::string_view name) { return name.starts_with("libc.musl-"); });
  }

  void add_interpreter(const elf::Image& image) {
    if (!image.interpreter) return;
    closure_.interpreter = std::string(*image.interpreter);
    const auto& file = files_.get(closure_.interpreter);
    if (file.elf() == nullptr) {
      closure_.no_interpreter = Tried{closure_.interpreter, file.why_not()};
      return;
    }
    if (!elf::same_machine(file.elf()->image, image))
      closure_.no_interpreter =
          Tried{closure_.interpreter, wrong_machine(file.elf()->image, image)};
    if (!image.is_dynamic) return;
    add_found(closure_.interpreter, file, closure_.interpreter, "the loader itself", 0);
    interpreter_ = closure_.libraries.size() - 1;
  }

  std::size_t add(Library library, std::optional<std::size_t> loader) {
    const auto index = closure_.libraries.size();
    const auto* elf = library.file != nullptr ? library.file->elf() : nullptr;
    const Requester* from = loader ? &requesters_[*loader] : nullptr;
    requesters_.push_back({elf != nullptr ? &elf->image : nullptr, library.path, from});
    names_.emplace(library.name, index);
    if (elf != nullptr) library.needs.reserve(elf->image.needed.size());
    if (elf != nullptr && elf->image.soname && !musl_)
      names_.emplace(std::string(*elf->image.soname), index);
    closure_.libraries.push_back(std::move(library));
    return index;
  }

  void add_found(const std::string& name, const File& file, const std::string& path,
                 std::string how, std::optional<std::size_t> loader) {
    Library library;
    library.name = name;
    library.path = path;
    library.how = std::move(how);
    library.file = &file;
    add(std::move(library), loader);
    if (file.identity != FileIdentity{})
      by_identity_.emplace(file.identity, closure_.libraries.size() - 1);
  }

  // All that one library needs is linked before the next one's.
  void link(std::size_t from, std::size_t to) {
    linked_from_.resize(closure_.libraries.size());
    if (std::exchange(linked_from_[to], from + 1) == from + 1) return;
    closure_.libraries[from].needs.push_back(to);
    closure_.libraries[to].needed_by.push_back(from);
  }

  void need(std::size_t from, std::string_view asked, std::string_view how) {
    const auto& requester = requesters_[from];
    const auto name = expanded(asked, *requester.image, requester.path, files_);
    if (musl_ && is_musl_itself(name)) {
      if (interpreter_) link(from, *interpreter_);  // else that is what is missing
      return;
    }
    const auto known = names_.find(name);
    if (known != names_.end()) return link(from, known->second);
    Library library;
    library.name = name;
    if (is_loader_of_library(name)) {
      library.name = usual_loader(*root_);
      (void)take(library, library.name, "the loader itself");
    } else if (name.find('/') != std::string::npos)
      (void)take(library, name, how.empty() ? "named with its path" : how);
    else
      search(library, requester, from);
    settle(std::move(library), from);
  }

  /// A program that loads this library has its loader already, by the path that it asked for.
  bool is_loader_of_library(const std::string& name) {
    if (musl_ || root_->interpreter) return false;
    const std::string usual(usual_loader(*root_));
    if (base_name(usual) != name) return false;
    const auto* elf = files_.get(usual).elf();
    return elf != nullptr && elf::same_machine(elf->image, *root_);
  }

  void settle(Library library, std::size_t from) {
    if (library.status == LibraryStatus::found && library.file != nullptr) {
      // Another name of a file that is loaded already.
      const auto same = by_identity_.find(library.file->identity);
      if (same != by_identity_.end()) {
        names_.emplace(library.name, same->second);
        return link(from, same->second);
      }
      const auto identity = library.file->identity;
      const auto index = add(std::move(library), from);
      if (identity != FileIdentity{}) by_identity_.emplace(identity, index);
    } else {
      add(std::move(library), from);
    }
    link(from, closure_.libraries.size() - 1);
  }

  /// True where the search ends with this path, well or not.
  bool take(Library& library, const std::string& path, std::string_view how) {
    const auto& file = files_.get(path);
    if (const auto* elf = file.elf()) {
      if (elf::same_machine(elf->image, *root_)) {
        library.path = path;
        library.how = how;
        library.status = LibraryStatus::found;
        library.file = &file;
        return true;
      }
      library.tried.push_back({path, wrong_machine(elf->image, *root_)});
      library.status = LibraryStatus::wrong_architecture;
      if (musl_) library.stops = library.tried.back();
      return musl_;
    }
    library.tried.push_back({path, file.why_not()});
    const auto* fault = file.fault();
    // Both loaders go on where a file cannot be opened, and stop where it is no library.
    const bool goes_on = fault != nullptr && fault->fault != OpenFault::directory &&
                         fault->fault != OpenFault::not_a_file;
    if (goes_on && fault->fault != OpenFault::missing)
      closure_.unreadable.push_back(library.tried.back());
    if (goes_on) return false;
    library.stops = library.tried.back();
    library.status = LibraryStatus::missing;
    return true;
  }

  const Places& places_of(std::size_t index) {
    auto& places = places_[index];
    if (!places) {
      const auto& requester = requesters_[index];
      places = musl_ ? musl_places(requester, around_, files_)
                     : glibc_places(requester, around_, files_);
    }
    return *places;
  }

  void search(Library& library, const Requester& requester, std::size_t from) {
    library.status = LibraryStatus::missing;
    const auto& places = places_of(from);
    if (look_in(places.before_cache, library)) return;
    if (places.uses_cache && around_.cache != nullptr && look_in_cache(requester, library)) return;
    (void)look_in(places.behind_cache, library);
  }

  bool look_in(const std::vector<Place>& places, Library& library) {
    for (const auto& place : places) {
      if (!musl_ && look_in_levels(place, library)) return true;
      if (take(library, joined(place.folder, library.name, '/'), place.how)) return true;
    }
    return false;
  }

  /// Folders for some processors come before the folder itself (ld.so(8), hwcaps).
  bool look_in_levels(const Place& place, Library& library) {
    for (const auto& level : levels_in(place.folder)) {
      const auto path = joined(joined(place.folder, level, '/'), library.name, '/');
      if (take(library, path, fmt::format("{}, for {}", place.how, base_name(level)))) return true;
    }
    return false;
  }

  /// Those that are there, below the folder.
  const std::vector<std::string>& levels_in(const std::string& folder) {
    const auto [entry, is_new] = levels_in_.try_emplace(folder);
    auto& found = entry->second;
    if (!is_new) return found;
    const auto has = [&](const std::string& level) {
      return files_.has_folder(joined(folder, level, '/'));
    };
    if (has("glibc-hwcaps"))
      for (const auto& level : levels()) found.push_back("glibc-hwcaps/" + level);
    for (const auto& level : old_levels(*root_))
      if (has(level) && is_before_2_37()) found.push_back(level);
    return found;
  }

  /// By its C library, which names the releases that brought new symbols: 2.37 is none of them.
  bool is_before_2_37() {
    if (before_2_37_) return *before_2_37_;
    before_2_37_ = false;
    for (const auto& folder : default_folders(*root_, files_)) {
      const auto* libc = files_.get(joined(folder, "libc.so.6", '/')).elf();
      if (libc == nullptr || !elf::same_machine(libc->image, *root_)) continue;
      before_2_37_ = !reaches(libc->image.version_definitions, "GLIBC_2.38");
      break;
    }
    return *before_2_37_;
  }

  bool look_in_cache(const Requester& requester, Library& library) {
    auto entries = around_.cache->find(library.name);
    std::erase_if(entries, [&](const CachedPath& entry) { return !rank(entry); });
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const auto& a, const auto& b) { return *rank(a) < *rank(b); });
    for (const auto& entry : entries) {
      const std::string path(entry.path);
      if (requester.image->no_default_folders && is_in_default_folder(path)) continue;
      // An entry for another machine is none for this one, not one that is passed over.
      const auto* elf = files_.get(path).elf();
      if (elf != nullptr && !elf::same_machine(elf->image, *root_)) continue;
      if (take(library, path, "ld.so.cache")) return true;
    }
    return false;
  }

  /// 0 is the best level; nothing where this processor cannot run it.
  std::optional<std::size_t> rank(const CachedPath& entry) {
    if (!entry.level) return std::nullopt;
    if (entry.level->empty()) return most_libraries;
    const auto& known = levels();
    const auto found = std::find(known.begin(), known.end(), *entry.level);
    if (found == known.end()) return std::nullopt;
    return static_cast<std::size_t>(found - known.begin());
  }

  bool is_in_default_folder(const std::string& path) {
    const auto folders = default_folders(*root_, files_);
    return std::find(folders.begin(), folders.end(), folder_of(path, '/')) != folders.end();
  }

  const std::vector<std::string>& levels() {
    if (!levels_) levels_ = around_.levels ? around_.levels() : std::vector<std::string>{};
    return *levels_;
  }

  Files& files_;
  const ElfSurroundings& around_;
  Closure closure_{};
  const elf::Image* root_{};
  bool musl_{};
  std::optional<std::size_t> interpreter_{};
  std::deque<Requester> requesters_{};  ///< by index of the library; their places stay
  std::unordered_map<std::string, std::size_t> names_{};
  std::map<FileIdentity, std::size_t> by_identity_{};  ///< of files that have one
  std::unordered_map<std::size_t, std::optional<Places>> places_{};
  std::vector<std::size_t> linked_from_{};  ///< by index: of the last that needs it, plus 1
  std::optional<std::vector<std::string>> levels_{};
  std::unordered_map<std::string, std::vector<std::string>> levels_in_{};  ///< by folder
  std::optional<bool> before_2_37_{};
};

}  // namespace

Closure close_elf(Files& files, const std::string& path, const ElfSurroundings& around,
                  const ElfOptions& options) {
  return ElfClosing(files, around).close(path, options);
}

}  // namespace preflight::imports
