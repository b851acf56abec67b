// What a search found out about one program: every library that it loads, and what is wrong with
// them. Values; the same for both systems.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/imports/files.hpp"
#include "checks/imports/policy.hpp"
#include "checks/imports/python_names.hpp"

namespace preflight::imports {

inline constexpr std::size_t most_libraries =
    20'000;  ///< of a program; what more need is not followed

/// `system`: Windows' own, known by its name; there was no Windows to look at.
enum class LibraryStatus { found, missing, system, wrong_architecture };

/// A place that was looked at, and why it was passed over.
struct Tried {
  std::string path{};
  std::string why{};
};

struct Library {
  std::string name{};  ///< as it was asked for
  std::string path{};  ///< empty where there is none
  LibraryStatus status{LibraryStatus::found};
  std::string how{};  ///< why it was found there: "RUNPATH of /opt/x/bin/x", "ld.so.cache"
  std::vector<std::size_t> needed_by{};  ///< indices into Closure::libraries
  std::vector<std::size_t> needs{};
  std::vector<Tried> tried{};
  /// The loader meets this and goes no further: "is empty", "is a folder". With `missing`.
  std::optional<Tried> stops{};
  /// It may lie in a folder that could not be looked into; Closure::unreadable has that. With
  /// `missing`.
  bool unseen{};
  /// Where it is, in a folder that Python does not look at, though programs do. With `missing`.
  std::string passed_by{};
  bool delayed{};         ///< only ever asked for by delay imports
  std::string api_set{};  ///< an API set that stands for it: "api-ms-win-crt-heap-l1-1-0.dll"
  const File* file{};     ///< none where it is missing or known by name only
};

/// A symbol, or a version of symbols, that a library ought to have.
struct MissingSymbol {
  std::size_t needed_by{};  ///< index into Closure::libraries
  std::size_t library{};    ///< 0 where any library could have had it
  std::string symbol{};     ///< empty: the version as a whole is missing; "#12": an ordinal
  std::string version{};    ///< ELF
  std::string nearest{};    ///< the most alike that there is; empty: none is
  bool delayed{};
  bool lazy{};  ///< the program starts without it, and fails when it gets there
};

/// An assembly that a manifest names (Windows).
struct MissingAssembly {
  std::size_t needed_by{};
  std::string name{}, version{};
  std::vector<Tried> tried{};
};

/// What an extension lies beside.
struct PythonLook {
  std::string folder{};                ///< of python.exe; empty: none is known
  std::optional<PythonBuild> there{};  ///< the Python that it belongs to, where that can be told
  std::string told_by{};               ///< its library, or a folder of the path
  /// Libraries that the system would not load, by their paths.
  std::vector<std::pair<std::string, Refusal>> refused{};
};

struct Closure {
  std::string format{};               ///< "ELF", "PE"
  std::string machine{};              ///< "x64"
  bool is_64_bit{};                   ///< ELF
  std::vector<Library> libraries{};   ///< the first is the program itself
  std::optional<Tried> no_program{};  ///< it is none: nothing more was looked at
  bool is_static{};                   ///< loads nothing at all
  bool is_managed{};                  ///< .NET
  bool is_library{};
  std::string interpreter{};  ///< ELF
  std::optional<Tried> no_interpreter{};
  std::vector<MissingSymbol> symbols{};
  std::vector<MissingAssembly> assemblies{};
  std::vector<std::string> incomplete{};  ///< paths: their tables lead outside of the file
  std::vector<Tried> unreadable{};        ///< of which it matters, and why
  std::optional<PythonLook> python{};     ///< it is looked at as an extension of Python
};

}  // namespace preflight::imports
