// Where the loader of Linux looks for a library, in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/imports/elf_closure.hpp"

namespace preflight::imports {

/// A folder, and how the loader comes to look there.
struct Place {
  std::string folder{};
  std::string how{};
};

/// One that asks for libraries: the program, or a library; `loader` asked for it.
struct Requester {
  const elf::Image* image{};
  std::string path{};
  const Requester* loader{};
};

/// The places to look at before and behind ld.so.cache.
struct Places {
  std::vector<Place> before_cache{};
  std::vector<Place> behind_cache{};
  bool uses_cache{};
};

Places glibc_places(const Requester& requester, const ElfSurroundings& around, Files& files);
Places musl_places(const Requester& requester, const ElfSurroundings& around, Files& files);

/// Folders below each place that glibc before 2.37 looks into first, best first.
std::vector<std::string> old_levels(const elf::Image& image);

/// Folders that are built into the loader, as the distribution of this system has them.
std::vector<std::string> default_folders(const elf::Image& image, Files& files);

/// The loader that programs of this machine usually ask for, with glibc; empty: not known. To a
/// library it is always there, as part of the program.
std::string_view usual_loader(const elf::Image& image);

/// $ORIGIN, $LIB and $PLATFORM, also with braces (ld.so(8), "Dynamic string tokens").
std::string expanded(std::string_view text, const elf::Image& image, const std::string& path,
                     Files& files);

}  // namespace preflight::imports
