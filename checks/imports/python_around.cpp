#include "checks/imports/python_around.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

constexpr int most_folders_above = 12;
constexpr unsigned newest_minor = 30;

/// The folder of the base Python (PEP 405).
std::string home_of(Files& files, const std::string& venv_file) {
  const auto text = as_text(files.get(venv_file).opened.bytes());
  for (const auto line : split(text, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    if (lower(trim(line.substr(0, equals))) == "home")
      return std::string(trim(line.substr(equals + 1)));
  }
  return {};
}

std::string search_above(Files& files, const std::string& path) {
  const auto& system = files.system();
  auto folder = folder_of(path, system.separator);
  for (int level = 0; level < most_folders_above; ++level) {
    if (system.find(folder, "python.exe")) return folder;
    if (const auto venv = system.find(folder, "pyvenv.cfg")) return home_of(files, *venv);
    auto above = folder_of(folder, system.separator);
    if (above == folder || above == ".") break;
    folder = std::move(above);
  }
  return {};
}

/// By its library: "python311.dll".
void tell_build(Files& files, PythonLook& look) {
  for (unsigned minor = 0; minor <= newest_minor; ++minor)
    for (const auto* threads : {"", "t"}) {
      const auto name = fmt::format("python3{}{}.dll", minor, threads);
      if (!files.system().find(look.folder, name)) continue;
      look.there = parse_python_library(name);
      look.told_by = joined(look.folder, name, files.system().separator);
      return;
    }
}

}  // namespace

PythonLook python_around(Files& files, const std::string& path, const std::string& folder) {
  PythonLook look;
  if (files.get(path).elf() != nullptr) {
    look.there = python_of_path(path);
    if (look.there) look.told_by = folder_of(path, '/');
    return look;
  }
  look.folder = folder.empty() ? search_above(files, path) : folder;
  if (!look.folder.empty()) tell_build(files, look);
  return look;
}

void add_refused(Closure& closure, const std::string& system_folder) {
  for (const auto& library : closure.libraries) {
    if (library.file == nullptr || library.path.empty()) continue;
    const auto folder = library.path.substr(0, library.path.find_last_of("/\\"));
    if (!system_folder.empty() && same_text(folder, system_folder)) continue;
    if (auto refusal = refusal_of(library.path))
      closure.python->refused.emplace_back(library.path, std::move(*refusal));
  }
}

}  // namespace preflight::imports
