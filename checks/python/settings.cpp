#include "checks/python/settings.hpp"

#include "checks/base/text.hpp"

namespace preflight::python {

namespace {

constexpr std::size_t most_lines = 1000;

/// The lines of a file that may begin with a byte order mark.
std::vector<std::string_view> lines_of(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  auto lines = split(text, '\n');
  if (lines.size() > most_lines) lines.resize(most_lines);
  for (auto& line : lines) line = trim(line);
  return lines;
}

}  // namespace

VenvSettings decode_venv(std::string_view text) {
  VenvSettings venv;
  for (const auto line : lines_of(text)) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = lower(trim(line.substr(0, equals)));
    const auto value = trim(line.substr(equals + 1));
    if (key == "home") venv.home = value;
    if (key == "version" || key == "version_info") venv.version = value;
  }
  return venv;
}

PathFile decode_path_file(std::string_view text) {
  PathFile file;
  for (const auto line : lines_of(text)) {
    if (line.empty() || line.front() == '#') continue;
    if (line == "import site")
      file.imports_site = true;
    else if (!line.starts_with("import "))
      file.folders.emplace_back(line);
  }
  return file;
}

}  // namespace preflight::python
