#include "tests/support/fake_files.hpp"

#include <cerrno>

#include "checks/base/text.hpp"
#include "tests/support/read_of.hpp"

namespace preflight::test {

using namespace imports;

imports::FileSystem fake_files(std::map<std::string, std::string> files, char separator) {
  const auto all = std::make_shared<const std::map<std::string, std::string>>(std::move(files));
  FileSystem system;
  system.separator = separator;
  system.open = [all](const std::string& path) -> std::variant<OpenedFile, CannotOpen> {
    const auto found = all->find(path);
    if (found == all->end()) return CannotOpen{OpenFault::missing, {ENOENT}};
    if (found->second == denied_file) return CannotOpen{OpenFault::denied, {EACCES}};
    if (found->second == folder_file) return CannotOpen{OpenFault::directory, {}};
    OpenedFile opened;
    const auto* data = reinterpret_cast<const std::uint8_t*>(found->second.data());
    const Bytes bytes(data, found->second.size());
    opened.size = bytes.size();
    opened.map = [bytes] { return bytes; };
    opened.read = read_of(bytes);
    opened.identity.file = static_cast<std::uint64_t>(std::distance(all->begin(), found)) + 1;
    opened.keep = all;
    return opened;
  };
  system.may_be_program = [all](const std::string& path) -> std::variant<bool, SystemError> {
    const auto& content = all->at(path);
    return is_program_magic(
        {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  };
  system.has_folder = [all, separator](const std::string& folder) {
    const auto next = all->lower_bound(folder + separator);
    return next != all->end() && next->first.starts_with(folder + separator);
  };
  system.find = [all, separator](const std::string& folder,
                                 const std::string& name) -> std::optional<std::string> {
    const auto wanted = folder + separator + name;
    for (const auto& [path, content] : *all)
      if (same_text(path, wanted)) return path;
    return std::nullopt;
  };
  system.unlisted = [all](const std::string& folder) -> std::optional<SystemError> {
    const auto found = all->find(folder);
    if (found == all->end() || found->second != denied_file) return std::nullopt;
    return SystemError{EACCES};
  };
  system.list = [all](const std::string& folder) {
    imports::Listing found;
    for (const auto& [path, content] : *all)
      if (path.starts_with(folder)) found.files.push_back(path);
    return found;
  };
  system.folders = [all, separator](const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& [path, content] : *all) {
      const auto end = path.find(separator, folder.size() + 1);
      if (!path.starts_with(folder) || end == std::string::npos) continue;
      if (paths.empty() || paths.back() != path.substr(0, end))
        paths.push_back(path.substr(0, end));
    }
    return paths;
  };
  return system;
}

}  // namespace preflight::test
