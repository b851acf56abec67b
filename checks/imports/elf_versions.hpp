// Do the libraries that were found have what is asked of them? Symbol versions and symbols.
#pragma once

#include "checks/imports/closure.hpp"

namespace preflight::imports {

/// What glibc's loader checks before it starts a program: each version that is needed of a library
/// is defined there.
void check_versions(Closure& closure);

/// Symbols that no library of the closure defines: of the program, or of every library.
void check_symbols(Closure& closure, bool of_all, bool ignore_versions);

/// The highest of `definitions` that begins as `version` does: "GLIBC_2.36" for "GLIBC_2.38".
std::string highest_like(std::string_view version,
                         const std::vector<elf::VersionDefinition>& definitions);

/// Is one of `definitions` of the family of `version`, and as high or higher? "GLIBC_2.38" reaches
/// "GLIBC_2.36".
bool reaches(const std::vector<elf::VersionDefinition>& definitions, std::string_view version);

}  // namespace preflight::imports
