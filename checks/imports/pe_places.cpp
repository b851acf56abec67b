#include "checks/imports/pe_places.hpp"

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/imports/pe_assemblies.hpp"

namespace preflight::imports {

PePlaces::PePlaces(Files& files, const PeSurroundings& around, const std::string& path,
                   const pe::Image& program)
    : files_(files),
      around_(around),
      application_(folder_of(path, files.system().separator)),
      system_(program.is_64_bit || around.system_folder_32.empty() ? around.system_folder
                                                                   : around.system_folder_32) {
  if (around_.as_python)
    set_python();
  else
    set_usual(path, program);
}

void PePlaces::add(const std::string& folder, std::string_view how) {
  const auto is_same = [&](const PePlace& place) { return same_text(place.folder, folder); };
  if (!folder.empty() && std::none_of(usual_.begin(), usual_.end(), is_same))
    usual_.push_back({folder, std::string(how)});
}

void PePlaces::set_python() {
  add(application_, "beside the extension");
  add(around_.python_folder, "folder of python.exe");
  for (const auto& folder : around_.search) add(folder, "--search, os.add_dll_directory()");
  add(system_, "system folder");
}

void PePlaces::set_usual(const std::string& path, const pe::Image& program) {
  const auto local = path + ".local";
  if (find_manifest_of(files_, path, program).empty() && files_.has_folder(local))
    usual_.push_back({local, "folder .local"});
  usual_.push_back(
      {application_, program.is_library ? "beside the library itself" : "application folder"});
  if (!around_.safe_search) add(around_.current_folder, "current folder");
  add(system_, "system folder");
  add(around_.windows_folder, "Windows folder");
  for (const auto& folder : around_.search) add(folder, "--search");
  if (around_.safe_search) add(around_.current_folder, "current folder");
  for (const auto& folder : around_.path) add(folder, "PATH");
}

std::vector<PePlace> PePlaces::of(const File* importing) const {
  constexpr unsigned load_dir = 0x100, application_dir = 0x200, user_dirs = 0x400,
                     system_32 = 0x800, default_dirs = 0x1000;
  const auto* pe = importing == nullptr ? nullptr : importing->pe();
  const unsigned flags = pe == nullptr ? 0U : pe::dependent_load_flags(pe->image);
  if ((flags & (load_dir | application_dir | user_dirs | system_32 | default_dirs)) == 0)
    return usual_;
  std::vector<PePlace> places;
  if ((flags & load_dir) != 0)
    places.push_back({folder_of(importing->path, files_.system().separator),
                      "beside what imports it (/DEPENDENTLOADFLAG)"});
  if ((flags & (application_dir | default_dirs)) != 0)
    places.push_back({application_, "application folder (/DEPENDENTLOADFLAG)"});
  if ((flags & (user_dirs | default_dirs)) != 0)
    for (const auto& folder : around_.search) places.push_back({folder, "--search"});
  if ((flags & (system_32 | default_dirs)) != 0 && !system_.empty())
    places.push_back({system_, "system folder (/DEPENDENTLOADFLAG)"});
  return places;
}

}  // namespace preflight::imports
