#include "checks/imports/pe_closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "checks/base/text.hpp"
#include "checks/imports/names.hpp"
#include "checks/imports/pe_assemblies.hpp"
#include "checks/imports/pe_places.hpp"
#include "checks/imports/python_names.hpp"
#include "checks/imports/windows_names.hpp"

namespace preflight::imports {

namespace {

constexpr int deepest_forwarder = 32;
constexpr std::size_t most_nearest = 8;  ///< for so many symbols a name like theirs is looked for

class PeClosing {
 public:
  PeClosing(Files& files, const PeSurroundings& around, PeBindings& bindings)
      : files_(files), around_(around), bindings_(bindings) {}

  Closure close(const std::string& path) {
    closure_.format = "PE";
    const auto& file = files_.get(path);
    if (file.pe() == nullptr) {
      closure_.no_program = Tried{path, file.why_not()};
      return std::move(closure_);
    }
    const auto& image = file.pe()->image;
    root_ = &image;
    closure_.machine = pe::name(image.machine);
    closure_.is_library = image.is_library;
    closure_.is_managed = image.is_managed;
    closure_.is_static = file.pe()->imports.libraries.empty();
    places_.emplace(files_, around_, path, image);
    Library program;
    program.name = base_name(path);
    program.path = path;
    program.file = &file;
    add(std::move(program));
    // What is loaded at start comes first: only what nobody loads at start is "delayed".
    follow(false);
    follow(true);
    return std::move(closure_);
  }

 private:
  [[nodiscard]] bool has_windows() const { return !places_->system().empty(); }

  [[nodiscard]] bool is_own(const std::string& path) const {
    const auto folder = folder_of(path, files_.system().separator);
    return same_text(folder, places_->system()) || same_text(folder, around_.windows_folder);
  }

  std::size_t add(Library library) {
    const auto index = closure_.libraries.size();
    names_.emplace(lower(library_file(library.name)), index);
    if (!library.path.empty()) by_path_.emplace(library.path, index);
    closure_.libraries.push_back(std::move(library));
    return index;
  }

  void link(std::size_t from, std::size_t to) {
    if (!links_.insert((std::uint64_t{from} << 32U) | to).second) return;
    closure_.libraries[from].needs.push_back(to);
    closure_.libraries[to].needed_by.push_back(from);
  }

  void follow(bool delayed) {
    delayed_ = delayed;
    for (std::size_t i = 0; i < closure_.libraries.size() && i < most_libraries; ++i) {
      const auto* file = closure_.libraries[i].file;
      if (closure_.libraries[i].status != LibraryStatus::found || file == nullptr) continue;
      const auto& pe = *file->pe();
      if (prepared_.insert(i).second) prepare(i, pe);
      // What Windows loads late for itself is its own affair.
      if (delayed && i > 0 && is_own(file->path)) {
        if (closure_.libraries[i].delayed) follow_imports(i, pe, false);
        continue;
      }
      if (closure_.libraries[i].delayed || !delayed) follow_imports(i, pe, false);
      if (delayed) follow_imports(i, pe, true);
    }
  }

  void prepare(std::size_t index, const PeFile& pe) {
    const auto& path = closure_.libraries[index].path;
    if (pe.imports.incomplete) closure_.incomplete.push_back(path);
    if (index > 0 && is_own(path)) return;
    auto found =
        find_assemblies(files_, path, pe.image, places_->application(), around_.side_by_side);
    for (auto& [name, where] : found.files) assembly_files_.emplace(name, where);
    for (auto& missing : found.missing) {
      missing.needed_by = index;
      closure_.assemblies.push_back(std::move(missing));
    }
    auto& unreadable = closure_.unreadable;
    unreadable.insert(unreadable.end(), found.unseen.begin(), found.unseen.end());
  }

  void follow_imports(std::size_t from, const PeFile& pe, bool late) {
    if (!late)
      for (const auto name : pe.imports.bound) link(from, need(from, name));
    for (std::size_t k = 0; k < pe.imports.libraries.size(); ++k) {
      const auto& import = pe.imports.libraries[k];
      if (import.delayed != late) continue;
      const auto to = need(from, import.library);
      link(from, to);
      bind(from, to, pe, k);
    }
  }

  void bind(std::size_t from, std::size_t to, const PeFile& pe, std::size_t import) {
    const auto* provider = pe_of(to);
    if (provider == nullptr) return;
    const auto& binding = bindings_.get(pe, import, *provider);
    for (const auto* symbol : binding.missing) add_missing(from, to, *symbol);
    for (const auto forwarder : binding.forwarders) follow_forwarder(from, to, forwarder);
  }

  [[nodiscard]] const PeFile* pe_of(std::size_t index) const {
    const auto& library = closure_.libraries[index];
    if (library.status != LibraryStatus::found || library.file == nullptr) return nullptr;
    return library.file->pe();
  }

  void add_missing(std::size_t from, std::size_t to, const pe::Symbol& symbol) {
    MissingSymbol missing;
    missing.needed_by = from;
    missing.library = to;
    missing.symbol =
        symbol.name.empty() ? fmt::format("#{}", symbol.ordinal) : std::string(symbol.name);
    missing.delayed = delayed_;
    if (closure_.symbols.size() < most_nearest)
      missing.nearest = nearest_export(pe_of(to)->exports, symbol.name);
    closure_.symbols.push_back(std::move(missing));
  }

  /// A forwarder makes the library that it names be loaded, and can lead to a forwarder again.
  void follow_forwarder(std::size_t from, std::size_t at, std::string_view text) {
    for (int depth = 0; depth < deepest_forwarder; ++depth) {
      const auto forwarder = pe::parse_forwarder(text);
      if (!forwarder) return;
      const auto to = need(at, std::string(forwarder->library) + ".dll");
      if (to != at) link(at, to);
      const auto* provider = pe_of(to);
      if (provider == nullptr) return;
      const auto& symbol = forwarder->symbol;
      const auto found = symbol.name.empty() ? provider->exports.find_ordinal(symbol.ordinal)
                                             : provider->exports.find(symbol.name);
      if (!found) {
        const auto told = fmt::format("{}/{}", to, text);
        if (told_.insert(told).second) add_missing(at, to, symbol);
        return;
      }
      if (found->forwarder.empty()) return;
      at = to;
      text = found->forwarder;
    }
    closure_.incomplete.push_back(closure_.libraries[from].path);
  }

  /// The library that answers to `asked`: a new one, or one that is loaded already.
  std::size_t need(std::size_t from, std::string_view asked) {
    auto name = library_file(asked);
    std::string api_set;
    if (is_api_set(name)) {
      const auto host = host_of(name, from);
      if (host) {
        api_set = name;
        if (host->empty()) return add_unhosted(name);
        name = *host;
      }
    }
    const auto known = names_.find(lower(name));
    if (known != names_.end()) {
      auto& library = closure_.libraries[known->second];
      if (library.api_set.empty()) library.api_set = api_set;
      return known->second;
    }
    Library library;
    library.name = name;
    library.api_set = api_set;
    library.delayed = delayed_;
    search(library, !api_set.empty(), from);
    if (library.status == LibraryStatus::found) {
      const auto same = by_path_.find(library.path);
      if (same != by_path_.end()) {
        names_.emplace(lower(name), same->second);
        return same->second;
      }
    }
    return add(std::move(library));
  }

  /// Nothing: it is no name of the map, and so that of a file.
  std::optional<std::string> host_of(const std::string& name, std::size_t from) {
    if (around_.api_sets != nullptr)
      return around_.api_sets->host(name, closure_.libraries[from].name);
    if (has_windows()) return std::nullopt;
    // No map to ask: the C runtime is known, all others are Windows' own under this very name.
    if (same_text(name.substr(0, 15), "api-ms-win-crt-")) return "ucrtbase.dll";
    return std::nullopt;
  }

  std::size_t add_unhosted(const std::string& name) {
    const auto known = names_.find(lower(name));
    if (known != names_.end()) return known->second;
    Library library;
    library.name = name;
    library.delayed = delayed_;
    library.status = LibraryStatus::missing;
    library.tried.push_back({name, "this Windows has nothing behind this API set"});
    return add(std::move(library));
  }

  [[nodiscard]] bool is_known(const std::string& name) const {
    // The list names the roots; what those need is known as well.
    return is_known_library(name) || std::find(around_.known.begin(), around_.known.end(),
                                               lower(name)) != around_.known.end();
  }

  void search(Library& library, bool by_api_set, std::size_t from) {
    library.status = LibraryStatus::missing;
    if (library.name.find_first_of("/\\:") != std::string::npos || library.name.empty()) {
      library.tried.push_back({library.name, "a path, not a name: it is not followed"});
      return;
    }
    if (by_api_set || is_known(library.name)) {
      if (!has_windows()) return set_system(library);
      const PePlace place{places_->system(), by_api_set ? "API set" : "KnownDLLs"};
      if (look_in(place, library) || library.stops) return;
    }
    const auto assembly = assembly_files_.find(lower(library.name));
    if (assembly != assembly_files_.end() && take(library, assembly->second, "assembly")) return;
    // Where there is no Windows to look at, its own libraries are where it stands in the order:
    // behind the folder of the program.
    const bool by_name =
        !has_windows() && (is_windows_library(library.name) || is_api_set(library.name));
    for (const auto& place : places_->of(closure_.libraries[from].file)) {
      if (look_in(place, library) || library.stops) return;
      if (by_name && place.folder == places_->application()) return set_system(library);
    }
    if (by_name) return set_system(library);
    // The map of this Windows could not be read, and the name is no file's: it is taken as there,
    // as where no Windows is at hand.
    if (has_windows() && around_.api_sets == nullptr && is_api_set(library.name) &&
        same_text(library.name.substr(0, 4), "api-") && library.status == LibraryStatus::missing)
      return set_system(library);
    if (around_.as_python) look_past_python(library);
  }

  /// Where is it, that an extension of Python does not find? Any other program would have.
  void look_past_python(Library& library) {
    if (around_.python_folder.empty() && is_python_own(library.name)) {
      library.status = LibraryStatus::system;
      library.how = "loaded by Python before it imports anything";
      return;
    }
    auto folders = around_.path;
    folders.insert(folders.begin(), around_.current_folder);
    for (const auto& folder : folders) {
      const auto found = folder.empty() ? std::nullopt : files_.system().find(folder, library.name);
      const auto* pe = found ? files_.get(*found).pe() : nullptr;
      if (pe == nullptr || !fits(pe->image)) continue;
      library.passed_by = *found;
      return;
    }
  }

  static void set_system(Library& library) {
    library.status = LibraryStatus::system;
    library.how = "part of Windows, known by name";
  }

  bool look_in(const PePlace& place, Library& library) {
    const auto found = files_.system().find(place.folder, library.name);
    if (!found && has_hidden(place.folder, library)) return false;
    if (!found) {
      library.tried.push_back(
          {joined(place.folder, library.name, files_.system().separator), "not there"});
      return false;
    }
    return take(library, *found, place.how);
  }

  /// A folder that may not be listed could hold it, under a name in another case.
  bool has_hidden(const std::string& folder, Library& library) {
    const auto& system = files_.system();
    const auto error = system.unlisted ? system.unlisted(folder) : std::nullopt;
    if (!error) return false;
    library.tried.push_back({folder, fmt::format("cannot be listed: {}", text(*error))});
    library.unseen = true;
    closure_.unreadable.push_back({joined(folder, library.name, system.separator),
                                   fmt::format("cannot be looked for: {}", text(*error))});
    return true;
  }

  bool take(Library& library, const std::string& path, std::string_view how) {
    const auto& file = files_.get(path);
    if (const auto* pe = file.pe(); pe != nullptr && fits(pe->image)) {
      // One for another machine stands before it: that the loader passes it over is not promised.
      if (library.status == LibraryStatus::wrong_architecture) {
        library.tried.push_back({path, "would do, but stands behind the wrong one"});
        return true;
      }
      library.path = path;
      library.how = how;
      library.status = LibraryStatus::found;
      library.file = &file;
      return true;
    }
    if (const auto* pe = file.pe()) {
      library.tried.push_back({path, fmt::format("is for {}, not {}", pe::name(pe->image.machine),
                                                 pe::name(root_->machine))});
      library.status = LibraryStatus::wrong_architecture;
      return false;
    }
    const auto why = file.elf() != nullptr ? std::string("is a library for Linux") : file.why_not();
    library.tried.push_back({path, why});
    const auto* fault = file.fault();
    if (fault != nullptr && !file.is_missing() && fault->fault != OpenFault::directory)
      closure_.unreadable.push_back(library.tried.back());
    if (fault == nullptr) library.stops = library.tried.back();
    return false;
  }

  [[nodiscard]] bool fits(const pe::Image& image) const {
    if (image.machine == root_->machine) return true;
    // Libraries for both kinds of code of Windows on Arm (ARM64EC and ARM64X) say either.
    const auto is_arm = [](pe::Machine machine) {
      return machine == pe::Machine::arm64ec || machine == pe::Machine::arm64x;
    };
    return is_arm(image.machine) || is_arm(root_->machine);
  }

  Files& files_;
  const PeSurroundings& around_;
  PeBindings& bindings_;
  Closure closure_{};
  const pe::Image* root_{};
  std::optional<PePlaces> places_{};
  bool delayed_{};
  std::unordered_map<std::string, std::size_t> names_{};  ///< lower case, with extension
  std::unordered_map<std::string, std::size_t> by_path_{};
  std::unordered_map<std::string, std::string> assembly_files_{};
  std::unordered_set<std::uint64_t> links_{};
  std::unordered_set<std::size_t> prepared_{};
  std::unordered_set<std::string> told_{};
};

}  // namespace

Closure close_pe(Files& files, const std::string& path, const PeSurroundings& around,
                 PeBindings& bindings) {
  return PeClosing(files, around, bindings).close(path);
}

}  // namespace preflight::imports
