// What brings a library of Linux that is missing: the package, as the distribution's own data and
// rules of names have it. Pure.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"

namespace preflight::imports {

enum class Packaging { unknown, dpkg, rpm, apk };

/// What the system knows of its packages; looked up only where something is missing.
struct LinuxPackages {
  Packaging packaging{};
  /// Library to the installed package that has it, or ought to: dpkg's lists of files.
  std::map<std::string, std::string> owners{};
};

/// Which of these files ("libssl.so.3") does the list of a package have? The list
/// (/var/lib/dpkg/info/<package>.list) has a path a line.
std::vector<std::string> listed_files(std::string_view list,
                                      const std::set<std::string, std::less<>>& names);

/// "/var/lib/dpkg/info/libc6:amd64.list": "libc6"; empty where it is no list.
std::string_view package_of_list(std::string_view path);

/// Debian's name for the package of "libssl.so.3": "libssl3". Empty where no rule gives one.
std::string debian_package(std::string_view library);

/// Nothing stands in it that is not known, or said as a guess. `is_64_bit`: of the program.
Remedy remedy_for_so(std::string_view library, bool is_64_bit, const LinuxPackages& packages);

}  // namespace preflight::imports
