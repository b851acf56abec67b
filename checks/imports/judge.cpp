// What of it keeps a program from starting.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checks/base/findings.hpp"
#include "checks/base/text.hpp"
#include "checks/imports/imports.hpp"
#include "checks/imports/judge_python.hpp"
#include "checks/imports/keep_worst.hpp"
#include "checks/imports/linux_packages.hpp"
#include "checks/imports/packages.hpp"

namespace preflight::imports {

namespace {

constexpr std::size_t most_symbols_told = 20;
const Library& root_of(const Closure& closure) { return closure.libraries.front(); }

Value tried_json(const std::vector<Tried>& tried) {
  Value all = Value::array();
  for (const auto& [path, why] : tried) all.push_back({{"path", path}, {"why", why}});
  return all;
}

std::string needed_text(const Closure& closure, std::size_t index) {
  const auto& library = closure.libraries[index];
  if (library.needed_by.empty()) return "";
  const auto by = library.needed_by.front();
  if (by == 0) return fmt::format("needed by {}", base_name(root_of(closure).path));
  return fmt::format("needed by {}", chain(closure, by));
}

/// Collects the findings of one closure.
class Judge {
 public:
  Judge(const Closure& closure, const LinuxPackages& packages)
      : closure_(closure), packages_(packages), pe_(closure.format == "PE") {}

  Findings judge() {
    if (closure_.no_program) return {not_a_program()};
    if (closure_.no_interpreter) add(no_interpreter());
    if (closure_.python)
      for (auto& one : judge_python(closure_)) add(std::move(one));
    for (std::size_t i = 1; i < closure_.libraries.size(); ++i) judge_library(i);
    // Who would look for them is not there: what it would find is a guess.
    if (!closure_.no_interpreter) judge_symbols();
    for (const auto& assembly : closure_.assemblies) add(missing_assembly(assembly));
    for (const auto& path : closure_.incomplete) add(damaged(path));
    for (const auto& [path, why] : closure_.unreadable) add(unreadable(path, why));
    if (closure_.is_managed)
      add(make_finding(
          "imports.managed", Severity::info,
          "a program for .NET: the assemblies that .NET itself loads are not looked at"));
    return std::move(findings_);
  }

 private:
  void add(Finding one) { findings_.push_back(std::move(one)); }

  Finding not_a_program() {
    const auto& [path, why] = *closure_.no_program;
    auto one = make_finding("imports.not-a-program", Severity::blocker,
                            fmt::format("{} {}", path, why == "not there" ? "is not there" : why));
    if (why.starts_with("cannot be read")) {
      one.code = "check.denied";
      one.severity = Severity::error;
    }
    one.remedies.push_back({"see whether the path is right, and copy or build the file again",
                            std::nullopt, Needs::user});
    return one;
  }

  Finding no_interpreter() {
    const auto& [path, why] = *closure_.no_interpreter;
    auto one = make_finding("imports.interpreter-missing", Severity::blocker,
                            fmt::format("the loader {} that it asks for {}", path,
                                        why == "not there" ? "is not there" : why));
    one.cause =
        "the kernel then says \"No such file or directory\" of the program, though that is there";
    const bool musl = path.find("ld-musl-") != std::string::npos;
    one.remedies.push_back(
        {musl ? "it is built for musl (Alpine): install musl, or take the build for glibc"
              : "install the C library of its machine, or take the build for this system",
         std::nullopt, Needs::admin});
    one.evidence = {{"interpreter", path}};
    return one;
  }

  void judge_library(std::size_t index) {
    const auto& library = closure_.libraries[index];
    if (is_told_by_python(closure_, library)) return;
    if (library.status == LibraryStatus::missing && !library.unseen) add(missing(index));
    if (library.status == LibraryStatus::wrong_architecture) add(wrong_architecture(index));
    if (library.status == LibraryStatus::found && pe_ && is_debug_runtime(library.name) &&
        !library.needed_by.empty() && !closure_.libraries[library.needed_by.front()].path.empty()) {
      auto one = make_finding("imports.debug-runtime", Severity::warning,
                              fmt::format("{} belongs to a debug build ({})", library.name,
                                          needed_text(closure_, index)));
      one.cause = "it is there only where Visual Studio is";
      one.remedies.push_back(*package_for_dll(library.name, closure_.machine));
      add(std::move(one));
    }
  }

  Finding missing(std::size_t index) {
    const auto& library = closure_.libraries[index];
    const auto by = needed_text(closure_, index);
    const bool debug = pe_ && is_debug_runtime(library.name);
    Finding one = make_finding(library.delayed ? "imports.delay-load-missing"
                               : debug         ? "imports.debug-runtime"
                                               : "imports.missing-library",
                               library.delayed ? Severity::warning : Severity::blocker,
                               fmt::format("{} is missing, {}", library.name, by));
    if (library.stops) {
      one.message = fmt::format("{} {}, {}", library.stops->path, library.stops->why, by);
      if (!library.delayed) one.code = "imports.not-a-program";
      one.cause = "the loader takes the first file of this name, and looks no further";
      one.remedies.push_back(
          {fmt::format("put the right {} there, or remove this one", library.name), std::nullopt,
           Needs::user});
    } else {
      one.cause = pe_ ? library.delayed
                            ? "the program starts without it, and fails (0xC06D007E) at its first "
                              "call to it"
                            : "Windows then ends it with 0xC0000135, or LoadLibrary fails with "
                              "126, and neither names the library"
                      : "the loader then ends it with exit code 127";
      add_packages(library, one.remedies);
    }
    one.evidence = evidence(library, index);
    return one;
  }

  void add_packages(const Library& library, std::vector<Remedy>& remedies) const {
    if (!pe_) {
      remedies.push_back(remedy_for_so(library.name, closure_.is_64_bit, packages_));
      return;
    }
    if (const auto package = package_for_dll(library.name, closure_.machine))
      remedies.push_back(*package);
    remedies.push_back({fmt::format("put {} into the folder of the program", library.name),
                        std::nullopt, Needs::user});
  }

  Finding wrong_architecture(std::size_t index) {
    const auto& library = closure_.libraries[index];
    const auto wrong = std::find_if(library.tried.begin(), library.tried.end(), [](const Tried& t) {
      return t.why.starts_with("is for ") || t.why.starts_with("is of the other");
    });
    const auto& [path, why] = wrong != library.tried.end() ? *wrong : library.tried.front();
    auto one = make_finding("imports.wrong-architecture",
                            library.delayed ? Severity::warning : Severity::blocker,
                            fmt::format("{} {}, {}", path, why, needed_text(closure_, index)));
    one.cause = pe_ ? "Windows then ends the program with 0xC000007B, or LoadLibrary fails with 193"
                    : "no library for the machine of the program was found in any place";
    one.remedies.push_back(
        {fmt::format("put the {} library there", closure_.machine), std::nullopt, Needs::user});
    if (const auto package = pe_ ? package_for_dll(library.name, closure_.machine) : std::nullopt)
      one.remedies.push_back(*package);
    one.evidence = evidence(library, index);
    return one;
  }

  Value evidence(const Library& library, std::size_t index) {
    Value value{{"library", library.name}, {"chain", chain(closure_, index)}};
    value["tried"] = tried_json(library.tried);
    return value;
  }

  /// Of one library all that it lacks is one finding: it is the wrong one, not many symbols.
  void judge_symbols() {
    std::map<std::tuple<std::size_t, std::size_t, bool>, std::vector<const MissingSymbol*>> groups;
    for (const auto& symbol : closure_.symbols)
      groups[{symbol.library, symbol.needed_by, symbol.symbol.empty()}].push_back(&symbol);
    for (const auto& [key, symbols] : groups) {
      if (std::get<2>(key))
        add(missing_versions(symbols));
      else
        add(missing_symbols(symbols));
    }
  }

  Finding missing_versions(const std::vector<const MissingSymbol*>& symbols) {
    const auto& first = *symbols.front();
    const auto& library = closure_.libraries[first.library];
    std::string names;
    for (const auto* one : symbols) names += (names.empty() ? "" : ", ") + one->version;
    auto one = make_finding(
        "imports.missing-symbol", Severity::blocker,
        fmt::format("{} not found: {} has {}, needed by {}", names, base_name(library.path),
                    first.nearest.empty() ? "no such version" : "up to " + first.nearest,
                    chain(closure_, first.needed_by)));
    one.cause = "it was built for a newer system, or another build of the library, than is here";
    one.remedies.push_back(
        {first.version.starts_with("GLIBC_") || first.version.starts_with("GLIBCXX_") ||
                 first.version.starts_with("CXXABI_")
             ? "take a build for this system, or build it on a system as old as the oldest it is "
               "to run on"
             : fmt::format("install a {} that has it", base_name(library.path)),
         std::nullopt, Needs::user});
    one.evidence = {{"library", library.path}, {"versions", names}};
    return one;
  }

  Finding missing_symbols(const std::vector<const MissingSymbol*>& symbols) {
    const auto& first = *symbols.front();
    auto one = make_finding("imports.missing-symbol", symbols_severity(symbols), "");
    Value names = Value::array();
    for (const auto* symbol : symbols)
      if (names.size() < most_symbols_told)
        names.push_back(symbol->version.empty() ? symbol->symbol
                                                : symbol->symbol + "@" + symbol->version);
    const auto more =
        symbols.size() > 1 ? fmt::format(" and {} more", symbols.size() - 1) : std::string{};
    const auto by = chain(closure_, first.needed_by);
    const bool ordinal = first.symbol.starts_with('#');
    if (pe_) {
      const auto& library = closure_.libraries[first.library];
      one.message = fmt::format("{} has no {}{}{}, needed by {}", library.path,
                                ordinal ? "ordinal " : "", first.symbol, more, by);
      if (!first.nearest.empty()) one.message += fmt::format(" (it has {})", first.nearest);
      one.cause = first.delayed ? "the program starts, and fails (0xC06D007F) at the first call"
                                : "Windows then ends it with 0xC0000139, or LoadLibrary fails "
                                  "with 127: this is another version of the library";
      one.remedies.push_back({fmt::format("put the {} that the program was built with into its "
                                          "folder",
                                          library.name),
                              std::nullopt, Needs::user});
      if (const auto package = package_for_dll(library.name, closure_.machine))
        one.remedies.push_back(*package);
    } else {
      one.message = fmt::format("no library has {}{}, needed by {}",
                                names.front().get<std::string>(), more, by);
      if (one.severity == Severity::info)
        one.cause = "the program that loads this library may have it";
      else
        one.cause = first.lazy ? "the program starts, and ends with \"symbol lookup error\" at the "
                                 "first call"
                               : "the loader ends it with \"symbol lookup error\"";
    }
    one.evidence = {{"symbols", std::move(names)}, {"count", symbols.size()}};
    return one;
  }

  Severity symbols_severity(const std::vector<const MissingSymbol*>& symbols) {
    const auto& first = *symbols.front();
    if (pe_) return first.delayed ? Severity::warning : Severity::blocker;
    // A plug-in or a module of a language takes symbols of the program that loads it.
    if (closure_.is_library) return Severity::info;
    return first.needed_by == 0 ? Severity::blocker : Severity::warning;
  }

  Finding missing_assembly(const MissingAssembly& assembly) {
    const bool seen = assembly.tried.empty() || assembly.tried.back().path != "WinSxS";
    auto one = make_finding(
        "imports.missing-assembly", seen ? Severity::blocker : Severity::warning,
        fmt::format("the assembly {} {} {}, named by the manifest of {}", assembly.name,
                    assembly.version, seen ? "is missing" : "is not beside the program",
                    base_name(closure_.libraries[assembly.needed_by].path)));
    one.cause = seen ? "Windows then does not start it (error 14001)"
                     : "there is no Windows to look at, which may have it in WinSxS";
    const auto name = lower(assembly.name);
    const auto year = name.starts_with("microsoft.vc90")   ? "2008"
                      : name.starts_with("microsoft.vc80") ? "2005"
                                                           : "";
    one.remedies.push_back(
        {*year != 0 ? fmt::format("install the Microsoft Visual C++ {} Redistributable ({})", year,
                                  closure_.machine)
                    : fmt::format("install what brings {}", assembly.name),
         std::nullopt, Needs::admin});
    one.evidence = {{"assembly", assembly.name},
                    {"version", assembly.version},
                    {"tried", tried_json(assembly.tried)}};
    return one;
  }

  static Finding damaged(const std::string& path) {
    return make_finding(
        "imports.incomplete", Severity::error,
        fmt::format("{} is damaged or packed: its tables lead outside of the file, so "
                    "not all that it loads can be told",
                    path));
  }

  static Finding unreadable(const std::string& path, const std::string& why) {
    auto one = make_finding("check.denied", Severity::error,
                            fmt::format("{} {}, so whether it would do is not known", path, why));
    one.remedies.push_back(
        {"run the same as root or administrator to see it", std::nullopt, Needs::admin});
    return one;
  }

  const Closure& closure_;
  const LinuxPackages& packages_;
  bool pe_;
  Findings findings_{};
};

/// The same library missing for a hundred programs of a folder is one finding.
class Folder {
 public:
  void add(const Closure& closure, Finding one) {
    if (one.severity == Severity::info) return;
    auto key = one.code + "|" + subject(one);
    const auto [at, fresh] = places_.emplace(std::move(key), findings_.size());
    const auto& program = closure.no_program ? closure.no_program->path : root_of(closure).path;
    if (fresh) {
      if (!one.evidence.is_object()) one.evidence = Value::object();
      one.evidence["programs"] = Value::array({program});
      findings_.push_back(std::move(one));
      return;
    }
    auto& same = findings_[at->second];
    same.severity = std::max(same.severity, one.severity);
    same.evidence["programs"].push_back(program);
  }

  Findings take() {
    for (auto& one : findings_) {
      const auto count = one.evidence["programs"].size();
      if (count > 1)
        one.message += fmt::format(", and for {}", count_of(count - 1, "more file", "more files"));
    }
    return std::move(findings_);
  }

 private:
  static std::string subject(const Finding& one) {
    if (one.evidence.is_object() && one.evidence.contains("library"))
      return one.evidence["library"].get<std::string>() +
             (one.evidence.contains("versions") ? one.evidence["versions"].get<std::string>() : "");
    return one.message;
  }

  std::map<std::string, std::size_t> places_{};
  Findings findings_{};
};

}  // namespace

std::string chain(const Closure& closure, std::size_t index) {
  std::vector<std::string> names;
  for (std::size_t at = index, steps = 0; steps <= closure.libraries.size(); ++steps) {
    const auto& library = closure.libraries[at];
    names.push_back(at == 0 ? base_name(library.path) : base_name(library.name));
    if (at == 0 || library.needed_by.empty()) break;
    at = library.needed_by.front();
  }
  std::reverse(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, " -> "));
}

Findings judge(const Query&, const Facts& facts) {
  Findings findings;
  if (facts.is_folder) {
    Folder folder;
    for (const auto& closure : facts.closures)
      for (auto& one : Judge(closure, facts.packages).judge()) folder.add(closure, std::move(one));
    findings = folder.take();
  } else {
    for (const auto& closure : facts.closures) findings = Judge(closure, facts.packages).judge();
  }
  keep_worst(findings);
  for (const auto& gap : facts.gaps)
    findings.push_back(make_finding("imports.incomplete", Severity::error,
                                    fmt::format("{}: {}", gap.what, gap.reason)));
  return findings;
}

}  // namespace preflight::imports
