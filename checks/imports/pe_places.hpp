// Where Windows looks for what a program imports: the folders, in their order (learn.microsoft.com,
// "Dynamic-link library search order").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/imports/files.hpp"
#include "checks/imports/pe_closure.hpp"

namespace preflight::imports {

struct PePlace {
  std::string folder{};
  std::string how{};  ///< "application folder"
};

/// Of one program. `files` and `around` must outlive it.
class PePlaces {
 public:
  PePlaces(Files& files, const PeSurroundings& around, const std::string& path,
           const pe::Image& program);

  /// For what `importing` imports: /DEPENDENTLOADFLAG of its linker narrows the search
  /// (learn.microsoft.com, LoadLibraryEx, LOAD_LIBRARY_SEARCH_*). Null: a file that is not known.
  [[nodiscard]] std::vector<PePlace> of(const File* importing) const;

  [[nodiscard]] const std::string& application() const { return application_; }
  /// Of the width of the program; empty where no Windows is at hand.
  [[nodiscard]] const std::string& system() const { return system_; }

 private:
  void add(const std::string& folder, std::string_view how);
  void set_usual(const std::string& path, const pe::Image& program);
  void set_python();

  Files& files_;
  const PeSurroundings& around_;
  std::string application_{}, system_{};
  std::vector<PePlace> usual_{};
};

}  // namespace preflight::imports
