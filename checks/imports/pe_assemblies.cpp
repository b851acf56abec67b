#include "checks/imports/pe_assemblies.hpp"

#include <fmt/format.h>

#include "checks/base/system_error.hpp"
#include "checks/base/text.hpp"
#include "checks/imports/manifest.hpp"

namespace preflight::imports {

namespace {

/// Assemblies of Windows itself are in every WinSxS, if under newer numbers.
bool is_windows_assembly(const Assembly& assembly) {
  return lower(assembly.name).starts_with("microsoft.windows.");
}

std::string architecture_of(const Assembly& assembly, const pe::Image& image) {
  if (!assembly.architecture.empty() && assembly.architecture != "*")
    return lower(assembly.architecture);
  return image.is_64_bit ? "amd64" : "x86";
}

class Finder {
 public:
  Finder(Files& files, const pe::Image& image, const std::string& application,
         const std::string& side_by_side)
      : files_(files), image_(image), application_(application), side_by_side_(side_by_side) {}

  void find(const Assembly& assembly, FoundAssemblies& found) {
    MissingAssembly missing{0, assembly.name, assembly.version, {}};
    if (is_windows_assembly(assembly) || beside(assembly, found, missing)) return;
    if (side_by_side_.empty()) {
      missing.tried.push_back({"WinSxS", "there is no Windows to look at"});
    } else if (in_store(assembly, found, missing)) {
      return;
    }
    if (!hidden(assembly, found)) found.missing.push_back(std::move(missing));
  }

 private:
  [[nodiscard]] std::string path(const std::string& folder, const std::string& name) const {
    return joined(folder, name, files_.system().separator);
  }

  bool beside(const Assembly& assembly, FoundAssemblies& found, MissingAssembly& missing) {
    const auto own = path(application_, assembly.name);
    for (const auto& folder : {application_, own}) {
      for (const auto* extension : {".dll", ".manifest"}) {
        const auto name = assembly.name + extension;
        const auto there = files_.system().find(folder, name);
        if (!there) {
          missing.tried.push_back({path(folder, name), "not there"});
          continue;
        }
        take_files(folder, std::string_view(extension) == ".dll" ? "" : *there, found);
        return true;
      }
    }
    return false;
  }

  void take_files(const std::string& folder, const std::string& manifest, FoundAssemblies& found) {
    if (manifest.empty()) return;
    for (const auto& name : parse_manifest(as_text(files_.get(manifest).opened.bytes())).files)
      if (const auto there = files_.system().find(folder, name))
        found.files.emplace_back(lower(name), *there);
  }

  /// Folders of the store are called <architecture>_<name>_<token>_<version>_<language>_<hash>. A
  /// policy leads to newer numbers of the same major and minor version.
  bool in_store(const Assembly& assembly, FoundAssemblies& found, MissingAssembly& missing) {
    const auto prefix = lower(
        fmt::format("{}_{}_{}_", architecture_of(assembly, image_), assembly.name, assembly.token));
    const auto second_dot = assembly.version.find('.', assembly.version.find('.') + 1);
    const auto family = prefix + assembly.version.substr(0, second_dot) + ".";
    for (const auto& folder : store_folders()) {
      const auto name = lower(base_name(folder));
      if (!name.starts_with(family)) continue;
      for (const auto& file : files_.system().list(folder).files)
        found.files.emplace_back(lower(base_name(file)), file);
      return true;
    }
    missing.tried.push_back({path(side_by_side_, prefix + assembly.version), "not there"});
    return false;
  }

  /// Could it lie in a folder that may not be listed?
  bool hidden(const Assembly& assembly, FoundAssemblies& found) {
    const auto& system = files_.system();
    if (!system.unlisted) return false;
    const auto before = found.unseen.size();
    for (const auto& folder : {application_, path(application_, assembly.name), side_by_side_}) {
      if (folder.empty()) continue;
      (void)system.find(folder, assembly.name);  // what lists it, where nothing has yet
      if (const auto error = system.unlisted(folder))
        found.unseen.push_back(
            {path(folder, assembly.name), fmt::format("cannot be looked for: {}", text(*error))});
    }
    return found.unseen.size() > before;
  }

  std::vector<std::string> store_folders() { return files_.system().folders(side_by_side_); }

  Files& files_;
  const pe::Image& image_;
  const std::string& application_;
  const std::string& side_by_side_;
};

}  // namespace

std::string_view find_manifest_of(Files& files, const std::string& path, const pe::Image& image) {
  if (image.ignores_manifest) return {};
  if (const auto own = pe::find_manifest(image); !own.empty()) return own;
  const char separator = files.system().separator;
  const auto beside =
      files.system().find(folder_of(path, separator), base_name(path) + ".manifest");
  return beside ? as_text(files.get(*beside).opened.bytes()) : std::string_view{};
}

FoundAssemblies find_assemblies(Files& files, const std::string& path, const pe::Image& image,
                                const std::string& application, const std::string& side_by_side) {
  FoundAssemblies found;
  const auto text = find_manifest_of(files, path, image);
  if (text.empty()) return found;
  Finder finder(files, image, application, side_by_side);
  for (const auto& assembly : parse_manifest(text).needs) finder.find(assembly, found);
  return found;
}

}  // namespace preflight::imports
