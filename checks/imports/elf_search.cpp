#include "checks/imports/elf_search.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

/// Debian's folder for libraries of one machine below /lib and /usr/lib.
std::string_view multiarch(const elf::Image& image) {
  switch (image.machine) {
    case elf::Machine::x64:
      return image.is_64_bit ? "x86_64-linux-gnu" : "x86_64-linux-gnux32";
    case elf::Machine::x86:
      return "i386-linux-gnu";
    case elf::Machine::arm64:
      return "aarch64-linux-gnu";
    case elf::Machine::arm:
      return "arm-linux-gnueabihf";
    case elf::Machine::riscv:
      return "riscv64-linux-gnu";
    case elf::Machine::ppc64:
      return image.big_endian ? "powerpc64-linux-gnu" : "powerpc64le-linux-gnu";
    case elf::Machine::s390x:
      return "s390x-linux-gnu";
    case elf::Machine::loongarch:
      return "loongarch64-linux-gnu";
    case elf::Machine::none:
      break;
  }
  return {};
}

bool is_debian(const elf::Image& image, Files& files) {
  const auto name = multiarch(image);
  return !name.empty() && (files.has_folder("/usr/lib/" + std::string(name)) ||
                           files.has_folder("/lib/" + std::string(name)));
}

std::string lib_name(const elf::Image& image, Files& files) {
  if (is_debian(image, files)) return "lib/" + std::string(multiarch(image));
  return image.is_64_bit ? "lib64" : "lib";
}

std::string_view platform(const elf::Image& image) {
  switch (image.machine) {
    case elf::Machine::x64:
      return "x86_64";
    case elf::Machine::x86:
      return "i686";
    case elf::Machine::arm64:
      return "aarch64";
    case elf::Machine::arm:
      return "v7l";
    case elf::Machine::s390x:
      return "z13";
    default:
      return "";
  }
}

/// The elements of a search path; an empty one is the current folder.
void add_path(std::vector<Place>& places, std::string_view path, const Requester& of,
              std::string_view name, Files& files) {
  for (const auto element : split(path, ':')) {
    auto folder = element.empty() ? "." : expanded(element, *of.image, of.path, files);
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    places.push_back({std::move(folder), fmt::format("{} of {}", name, of.path)});
  }
}

void add_all(std::vector<Place>& places, const std::vector<std::string>& folders,
             std::string_view how) {
  for (const auto& folder : folders)
    places.push_back({folder.empty() ? "." : folder, std::string(how)});
}

}  // namespace

// "tls" and the platform, both before one; what a processor may have besides is left out.
std::vector<std::string> old_levels(const elf::Image& image) {
  const std::string name(platform(image));
  return name.empty() ? std::vector<std::string>{"tls"}
                      : std::vector<std::string>{"tls/" + name, "tls", name};
}

std::string expanded(std::string_view text, const elf::Image& image, const std::string& path,
                     Files& files) {
  std::string out;
  while (!text.empty()) {
    const auto dollar = text.find('$');
    out += text.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    text.remove_prefix(dollar);
    bool known = false;
    for (const std::string_view token :
         {"$ORIGIN", "${ORIGIN}", "$LIB", "${LIB}", "$PLATFORM", "${PLATFORM}"}) {
      if (!text.starts_with(token)) continue;
      const char kind = token[1] == '{' ? token[2] : token[1];
      out += kind == 'O'   ? folder_of(path, '/')
             : kind == 'L' ? lib_name(image, files)
                           : std::string(platform(image));
      text.remove_prefix(token.size());
      known = true;
      break;
    }
    if (known) continue;
    out += '$';
    text.remove_prefix(1);
  }
  return out;
}

// The paths are those of the psABIs, as glibc builds them in (shlib-versions, ld.so's SONAME).
std::string_view usual_loader(const elf::Image& image) {
  switch (image.machine) {
    case elf::Machine::x64:
      return image.is_64_bit ? "/lib64/ld-linux-x86-64.so.2" : "/libx32/ld-linux-x32.so.2";
    case elf::Machine::x86:
      return "/lib/ld-linux.so.2";
    case elf::Machine::arm64:
      return "/lib/ld-linux-aarch64.so.1";
    case elf::Machine::arm:
      return "/lib/ld-linux-armhf.so.3";
    case elf::Machine::ppc64:
      return image.big_endian ? "/lib64/ld64.so.1" : "/lib64/ld64.so.2";
    case elf::Machine::s390x:
      return "/lib/ld64.so.1";
    case elf::Machine::riscv:
      return image.is_64_bit ? "/lib/ld-linux-riscv64-lp64d.so.1" : "";
    case elf::Machine::loongarch:
      return "/lib64/ld-linux-loongarch-lp64d.so.1";
    case elf::Machine::none:
      break;
  }
  return {};
}

std::vector<std::string> default_folders(const elf::Image& image, Files& files) {
  if (is_debian(image, files)) {
    const std::string name(multiarch(image));
    return {"/lib/" + name, "/usr/lib/" + name, "/lib", "/usr/lib"};
  }
  if (image.is_64_bit && files.has_folder("/usr/lib64")) return {"/lib64", "/usr/lib64"};
  return {"/lib", "/usr/lib"};
}

Places glibc_places(const Requester& requester, const ElfSurroundings& around, Files& files) {
  Places places;
  const auto& image = *requester.image;
  add_all(places.before_cache, around.search, "--search");
  // One that has a RUNPATH does not look at the RPATH of those that load it, and has none itself.
  if (!image.runpath) {
    for (const auto* one = &requester; one != nullptr; one = one->loader)
      if (one->image->rpath && !one->image->runpath)
        add_path(places.before_cache, *one->image->rpath, *one, "RPATH", files);
  }
  add_all(places.before_cache, around.library_path, "LD_LIBRARY_PATH");
  if (image.runpath) add_path(places.before_cache, *image.runpath, requester, "RUNPATH", files);
  places.uses_cache = true;
  if (!image.no_default_folders)
    add_all(places.behind_cache, default_folders(image, files), "default folder");
  return places;
}

Places musl_places(const Requester& requester, const ElfSurroundings& around, Files& files) {
  Places places;
  add_all(places.before_cache, around.search, "--search");
  add_all(places.before_cache, around.library_path, "LD_LIBRARY_PATH");
  for (const auto* one = &requester; one != nullptr; one = one->loader) {
    if (one->image->runpath)
      add_path(places.before_cache, *one->image->runpath, *one, "RUNPATH", files);
    else if (one->image->rpath)
      add_path(places.before_cache, *one->image->rpath, *one, "RPATH", files);
  }
  if (around.musl_path.empty())
    add_all(places.behind_cache, {"/lib", "/usr/local/lib", "/usr/lib"}, "default folder");
  else
    add_all(places.behind_cache, around.musl_path, "musl's path file");
  return places;
}

}  // namespace preflight::imports
