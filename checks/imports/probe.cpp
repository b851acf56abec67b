// From a query to the closures: one for a file, or one for each program and library of a folder.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>
#include <unordered_set>

#include "checks/base/environment_variable.hpp"
#include "checks/base/system_error.hpp"
#include "checks/base/text.hpp"
#include "checks/imports/imports.hpp"
#include "checks/imports/python_around.hpp"
#include "checks/imports/system.hpp"

namespace preflight::imports {

namespace {

constexpr unsigned most_threads = 8;

std::vector<std::string> elements(std::string_view text, std::string_view separators) {
  std::vector<std::string> all;
  if (text.empty()) return all;
  std::size_t begin = 0;
  while (true) {
    const auto end = text.find_first_of(separators, begin);
    all.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return all;
    begin = end + 1;
  }
}

/// What both loaders are told, and the files that they share. Made once for a query; each half
/// is filled when the first file of its kind turns up.
class Surroundings {
 public:
  explicit Surroundings(const Query& query)
      : query_(query), files_(this_file_system()), rooted_(rooted(query)) {}

  Files& files() { return files_; }
  /// The files as a Linux program sees them.
  Files& elf_files() { return query_.sysroot.empty() ? files_ : rooted_; }

  const ElfSurroundings& elf() {
    std::call_once(elf_once_, [&] { fill_elf(); });
    return elf_;
  }
  const PeSurroundings& pe() {
    std::call_once(pe_once_, [&] { fill_pe(); });
    return pe_;
  }
  PeBindings& bindings() { return bindings_; }
  [[nodiscard]] const Query& query() const { return query_; }
  [[nodiscard]] Steps* steps() const { return query_.steps.get(); }

  /// What the packages of that system know of these libraries.
  LinuxPackages packages_of(const std::set<std::string, std::less<>>& missing) {
    LinuxPackages packages;
    if (missing.empty()) return packages;
    if (elf_files().has_folder("/var/lib/dpkg/info"))
      packages.packaging = Packaging::dpkg;
    else if (elf_files().has_folder("/lib/apk/db"))
      packages.packaging = Packaging::apk;
    else if (elf_files().has_folder("/usr/lib/sysimage/rpm") ||
             elf_files().has_folder("/var/lib/rpm"))
      packages.packaging = Packaging::rpm;
    if (packages.packaging != Packaging::dpkg) return packages;
    const auto& system = files_.system();
    for (const auto& path : system.list(root_ + "/var/lib/dpkg/info").files) {
      const auto package = package_of_list(path);
      if (package.empty()) continue;
      const auto opened = system.open(path);
      if (const auto* file = std::get_if<OpenedFile>(&opened))
        for (auto& name : listed_files(as_text(file->bytes()), missing))
          packages.owners.emplace(std::move(name), package);
    }
    return packages;
  }

  /// A path of this system as the program's own system calls it.
  [[nodiscard]] std::string inside(const std::string& path) const {
    auto own = with_slashes(path);
    return query_.sysroot.empty() || !is_below(own, root_) ? own : own.substr(root_.size());
  }

 private:
  /// Programs of Linux are asked for as they ask, whatever separates folders here.
  [[nodiscard]] static std::string with_slashes(std::string path) {
    if (this_separator != '/') std::replace(path.begin(), path.end(), this_separator, '/');
    return path;
  }

  static bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
  }

  /// Empty for "/".
  static std::string root_of(const Query& query) {
    auto root = with_slashes(real_path(query.sysroot));
    while (root.ends_with('/')) root.pop_back();
    return root;
  }

  /// What lies outside of the root (the program, --search) keeps its path.
  static FileSystem rooted(const Query& query) {
    if (query.sysroot.empty()) return this_file_system();
    const auto root = root_of(query);
    auto system = rooted_file_system(root.empty() ? "/" : root);
    const auto file = with_slashes(real_path(query.file));
    std::vector<std::string> outside{file, folder_of(file, '/')};
    for (const auto& folder : query.search) outside.push_back(with_slashes(real_path(folder)));
    std::erase_if(outside, [&](const std::string& folder) { return is_below(folder, root); });
    const auto plain = this_file_system();
    const auto is_outside = [outside](const std::string& path) {
      return std::any_of(outside.begin(), outside.end(),
                         [&](const std::string& folder) { return is_below(path, folder); });
    };
    system.open = [is_outside, plain, open = system.open](const std::string& path) {
      return is_outside(path) ? plain.open(path) : open(path);
    };
    system.has_folder = [is_outside, plain, has = system.has_folder](const std::string& path) {
      return is_outside(path) ? plain.has_folder(path) : has(path);
    };
    return system;
  }

  void fill_elf() {
    for (const auto& folder : query_.search) elf_.search.push_back(inside(real_path(folder)));
    if (query_.environment) {
      elf_.library_path = query_.environment->library_path;
      elf_.preload = query_.environment->preload;
    } else if (query_.sysroot.empty()) {
      elf_.library_path = elements(environment_variable("LD_LIBRARY_PATH"), ":;");
      elf_.preload = elements(environment_variable("LD_PRELOAD"), ": ");
    }
    std::erase(elf_.preload, "");
    for (const auto& line : lines_of("/etc/ld.so.preload"))
      for (const auto& name : elements(line, " \t:"))
        if (!name.empty()) elf_.preload.push_back(name);
    auto opened = elf_files().system().open("/etc/ld.so.cache");
    if (auto* file = std::get_if<OpenedFile>(&opened)) {
      cache_file_ = std::move(*file);
      cache_ = LdCache::decode(cache_file_.bytes());
      if (cache_) elf_.cache = &*cache_;
    }
    for (const auto& line : lines_of("/etc/ld-musl-x86_64.path"))
      for (auto& folder : elements(line, ":"))
        if (!folder.empty()) elf_.musl_path.push_back(std::move(folder));
    elf_.levels = processor_levels;
  }

  std::vector<std::string> lines_of(const std::string& path) {
    auto opened = elf_files().system().open(path);
    const auto* file = std::get_if<OpenedFile>(&opened);
    if (file == nullptr || file->size == 0) return {};
    std::vector<std::string> lines;
    for (const auto line : split(as_text(file->bytes()), '\n'))
      lines.emplace_back(trim(line.substr(0, line.find('#'))));
    return lines;
  }

  void fill_pe() {
    if (query_.sysroot.empty()) {
      windows_ = this_windows();
      pe_ = windows_.around;
      if (windows_.api_sets) pe_.api_sets = &*windows_.api_sets;
    } else {
      fill_pe_of_root();
    }
    pe_.search = query_.search;
    if (!query_.environment) return;
    pe_.path = query_.environment->path;
    pe_.current_folder = query_.environment->current_folder;
  }

  /// A Windows image has its Windows folder at the top, a Wine prefix in drive_c; a folder of
  /// libraries is taken for System32 itself.
  void fill_pe_of_root() {
    const auto& system = files_.system();
    auto top = query_.sysroot;
    if (const auto drive = system.find(top, "drive_c")) top = *drive;
    if (const auto windows = system.find(top, "Windows")) {
      pe_.windows_folder = *windows;
      pe_.system_folder = system.find(*windows, "System32").value_or("");
      pe_.system_folder_32 = system.find(*windows, "SysWOW64").value_or("");
      pe_.side_by_side = system.find(*windows, "WinSxS").value_or("");
    } else if (system.find(top, "kernel32.dll")) {
      pe_.system_folder = top;
    }
    const auto schema = system.find(pe_.system_folder, "apisetschema.dll");
    if (!schema) return;
    const auto& file = files_.get(*schema);
    windows_.api_sets = ApiSets::decode(find_api_set_section(file.opened.bytes()));
    if (windows_.api_sets && windows_.api_sets->size() > 0) pe_.api_sets = &*windows_.api_sets;
  }

  const Query& query_;
  std::string root_{root_of(query_)};
  Files files_;
  Files rooted_;
  std::once_flag elf_once_{}, pe_once_{};
  ElfSurroundings elf_{};
  OpenedFile cache_file_{};
  std::optional<LdCache> cache_{};
  PeSurroundings pe_{};
  ThisWindows windows_{};
  PeBindings bindings_{};
};

bool is_program(const File& file) {
  if (const auto* elf = file.elf(); elf != nullptr && elf->image.is_debug_info) return false;
  if (const auto* elf = file.elf())
    return elf->image.type == elf::Type::program || elf->image.interpreter || elf->image.is_pie;
  return file.pe() != nullptr && !file.pe()->image.is_library;
}

bool is_library(const File& file) {
  if (const auto* elf = file.elf(); elf != nullptr && elf->image.is_debug_info) return false;
  if (const auto* elf = file.elf())
    return elf->image.type == elf::Type::shared && !is_program(file);
  return file.pe() != nullptr && file.pe()->image.is_library;
}

Closure close(Surroundings& around, const std::string& path, bool all_symbols) {
  const auto& file = around.files().get(path);
  const bool as_python = around.query().as_python && is_library(file);
  if (file.pe() == nullptr) {
    auto closure = close_elf(around.elf_files(), around.inside(path), around.elf(), {all_symbols});
    if (as_python) {
      closure.python = python_around(around.files(), path, "");
      if (around.query().sysroot.empty()) add_refused(closure, "");
    }
    return closure;
  }
  if (!as_python) return close_pe(around.files(), path, around.pe(), around.bindings());
  auto surroundings = around.pe();
  auto python = python_around(around.files(), path, around.query().python_folder);
  surroundings.as_python = true;
  surroundings.python_folder = python.folder;
  auto closure = close_pe(around.files(), path, surroundings, around.bindings());
  closure.python = std::move(python);
  // On Linux what the mount of a library for Windows allows says nothing.
  if (around.query().sysroot.empty() && !around.pe().system_folder.empty())
    add_refused(closure, around.pe().system_folder);
  return closure;
}

/// Runs `work(i)` for each i below `count` on some threads, until the deadline. False: not all.
template <class Work>
bool in_parallel(std::size_t count, Deadline deadline, Work work) {
  std::atomic<std::size_t> next{0}, done{0};
  const auto run = [&] {
    for (auto i = next++; i < count && !deadline.passed(); i = next++) {
      work(i);
      ++done;
    }
  };
  const auto threads = std::min<std::size_t>(
      std::clamp(std::thread::hardware_concurrency(), 1U, most_threads), (count + 15) / 16);
  std::vector<std::thread> others;
  try {
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run);
  } catch (const std::system_error&) {
    // Fewer threads, then.
  }
  run();
  for (auto& other : others) other.join();
  return done == count;
}

/// Libraries of Linux that are nowhere.
std::set<std::string, std::less<>> missing_of(const std::vector<Closure>& closures) {
  std::set<std::string, std::less<>> names;
  for (const auto& closure : closures)
    for (const auto& library : closure.libraries)
      if (closure.format == "ELF" && library.status == LibraryStatus::missing)
        names.insert(base_name(library.name));
  return names;
}

/// Programs first: a library that one of them loads is judged as that program loads it, others by
/// themselves.
void close_folder(Facts& facts, Surroundings& around, const std::string& folder,
                  Deadline deadline) {
  auto listing = around.files().system().list(folder);
  auto& paths = listing.files;
  std::sort(paths.begin(), paths.end());
  for (const auto& [unread, error] : listing.unread)
    facts.gaps.push_back({unread, error, "cannot be looked into: " + text(error)});
  facts.files_seen = paths.size();
  const auto count_steps = [&](std::size_t more) {
    if (around.steps()) around.steps()->done += more;
  };
  if (around.steps()) around.steps()->all = paths.size();
  std::vector<std::variant<bool, SystemError>> first(paths.size(), false);
  bool all = in_parallel(paths.size(), deadline, [&](std::size_t i) {
    first[i] = around.files().system().may_be_program(paths[i]);
    if (const auto* yes = std::get_if<bool>(&first[i]); yes != nullptr && *yes)
      (void)around.files().get(paths[i]);
    else
      count_steps(1);
  });
  std::vector<std::string> programs;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (const auto* error = std::get_if<SystemError>(&first[i]))
      facts.gaps.push_back({paths[i], *error, "cannot be read: " + text(*error)});
    else if (std::get<bool>(first[i]) && all)
      programs.push_back(paths[i]);
  }
  const auto close_those = [&](auto wanted) {
    std::vector<std::string> chosen;
    for (const auto& path : programs)
      if (wanted(around.files().get(path))) chosen.push_back(path);
    const auto begin = facts.closures.size();
    facts.closures.resize(begin + chosen.size());
    all = all && in_parallel(chosen.size(), deadline, [&](std::size_t i) {
            facts.closures[begin + i] = close(around, chosen[i], false);
            count_steps(1);
          });
  };
  if (all) close_those(is_program);
  std::unordered_set<std::string> reached;
  for (const auto& closure : facts.closures)
    for (const auto& library : closure.libraries)
      reached.insert(closure.format == "PE" ? lower(library.path) : library.path);
  if (all)
    close_those([&](const File& file) {
      return is_library(file) &&
             !reached.contains(file.pe() != nullptr ? lower(file.path) : around.inside(file.path));
    });
  if (!all)
    facts.gaps.push_back({folder, {}, "the time was over before all of its files were looked at"});
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  auto around = std::make_shared<Surroundings>(query);
  const auto path = real_path(query.file);
  facts.is_folder = around->files().has_folder(path);
  if (facts.is_folder)
    close_folder(facts, *around, path, deadline);
  else
    facts.closures.push_back(close(*around, path, query.all_symbols));
  facts.packages = around->packages_of(missing_of(facts.closures));
  for (const auto& changed : around->files().changed())
    facts.gaps.push_back({changed, {}, "was cut short while it was read"});
  facts.keep = std::move(around);
  return facts;
}

}  // namespace preflight::imports
