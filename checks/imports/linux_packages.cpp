#include "checks/imports/linux_packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

struct KnownPackage {
  std::string_view library{};  ///< as far as ".so"
  std::string_view package{};  ///< {} stands for the version behind ".so."
};

/// Where the name of the package does not follow from that of the library (Debian 12).
constexpr std::array known_packages{
    KnownPackage{"libm", "libc6"},
    KnownPackage{"libdl", "libc6"},
    KnownPackage{"librt", "libc6"},
    KnownPackage{"libpthread", "libc6"},
    KnownPackage{"libresolv", "libc6"},
    KnownPackage{"libutil", "libc6"},
    KnownPackage{"libcrypto", "libssl{}"},
    KnownPackage{"libgl", "libgl1"},
    KnownPackage{"libglib-2.0", "libglib2.0-0"},
    KnownPackage{"libgobject-2.0", "libglib2.0-0"},
    KnownPackage{"libgio-2.0", "libglib2.0-0"},
    KnownPackage{"libgmodule-2.0", "libglib2.0-0"},
    KnownPackage{"libgthread-2.0", "libglib2.0-0"},
    KnownPackage{"libgdk-3", "libgtk-3-0"},
    KnownPackage{"libgdk-x11-2.0", "libgtk2.0-0"},
    KnownPackage{"libgtk-x11-2.0", "libgtk2.0-0"},
    KnownPackage{"libatk-1.0", "libatk1.0-0"},
    KnownPackage{"libatk-bridge-2.0", "libatk-bridge2.0-0"},
    KnownPackage{"libatspi", "libatspi2.0-0"},
    KnownPackage{"libnss3", "libnss3"},
    KnownPackage{"libnssutil3", "libnss3"},
    KnownPackage{"libsmime3", "libnss3"},
    KnownPackage{"libssl3", "libnss3"},
    KnownPackage{"libnspr4", "libnspr4"},
    KnownPackage{"libplc4", "libnspr4"},
    KnownPackage{"libplds4", "libnspr4"},
    KnownPackage{"libqt5core", "libqt5core5a"},
    KnownPackage{"libpcre2-8", "libpcre2-8-0"},
    KnownPackage{"libnvidia-ml", "libnvidia-ml1"},
};

/// No shell makes more of it than it is: the name comes from a file that anybody may have made.
bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

std::vector<std::string> listed_files(std::string_view list,
                                      const std::set<std::string, std::less<>>& names) {
  constexpr std::string_view mark = ".so";
  std::vector<std::string> found;
  for (auto at = list.find(mark); at != std::string_view::npos;) {
    const auto end = std::min(list.find('\n', at), list.size());
    const auto line = list.substr(0, end);
    const auto name = line.substr(line.find_last_of("/\n") + 1);
    if (names.contains(name)) found.emplace_back(name);
    at = list.find(mark, end);
  }
  return found;
}

std::string_view package_of_list(std::string_view path) {
  constexpr std::string_view extension = ".list";
  if (!path.ends_with(extension)) return {};
  path.remove_suffix(extension.size());
  path.remove_prefix(path.rfind('/') + 1);
  return path.substr(0, path.find(':'));
}

// Debian Policy, 8.1: the name is the library's with its version behind it, and a hyphen between
// two digits.
std::string debian_package(std::string_view library) {
  const auto so = library.find(".so");
  if (!library.starts_with("lib") || so == std::string_view::npos || so < 4) return {};
  auto package = lower(library.substr(0, so));
  const auto version = library.size() > so + 4 ? library.substr(so + 4) : std::string_view{};
  const auto* one = std::find_if(known_packages.begin(), known_packages.end(),
                                 [&](const KnownPackage& rule) { return rule.library == package; });
  if (one != known_packages.end()) return fmt::format(fmt::runtime(one->package), version);
  std::replace(package.begin(), package.end(), '_', '-');
  // libicuuc.so.72 and its brothers are one package.
  if (package.starts_with("libicu")) package = "libicu";
  if (version.empty() || package.starts_with("libpython")) return package;
  if (is_digit(package.back())) package += '-';
  // OpenSSL 1.1 has both numbers in its name.
  package += package == "libssl" ? version : version.substr(0, version.find('.'));
  return package;
}

Remedy remedy_for_so(std::string_view library, bool is_64_bit, const LinuxPackages& packages) {
  if (!is_plain(library))
    return {"install the package that has it, or put it where the loader looks", std::nullopt,
            Needs::user};
  const auto owner = packages.owners.find(std::string(library));
  if (owner != packages.owners.end())
    return {fmt::format("the package {} has it, but the file is gone or not where the loader "
                        "looks: install it again",
                        owner->second),
            fmt::format("apt-get install --reinstall {}", owner->second), Needs::admin};
  if (packages.packaging == Packaging::rpm)
    return {"install the package that has it",
            fmt::format("dnf install '{}{}'", library, is_64_bit ? "()(64bit)" : ""), Needs::admin};
  if (packages.packaging == Packaging::apk)
    return {"install the package that has it", fmt::format("apk add so:{}", library), Needs::admin};
  const auto guess = debian_package(library);
  if (guess.empty())
    return {
        "install the package that has it, or add its folder to the RUNPATH or to "
        "/etc/ld.so.conf.d",
        std::nullopt, Needs::user};
  if (packages.packaging == Packaging::dpkg)
    return {fmt::format("install the package that has it: by Debian's rule of names {0}; "
                        "`apt-cache policy {0}` tells whether there is one, `apt-file search {1}` "
                        "knows for sure",
                        guess, library),
            fmt::format("apt-get install {}", guess), Needs::admin};
  return {fmt::format("install the package that has it: by Debian's rule of names {0}; "
                      "`apt-file search {1}` or `dnf provides '*/{1}'` knows for sure",
                      guess, library),
          std::nullopt, Needs::admin};
}

}  // namespace preflight::imports
