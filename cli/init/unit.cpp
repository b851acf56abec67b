#include "checks/base/text.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/shell_text.hpp"
#include "cli/init/start_line.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

/// Below the folder of the project, its place there; else as it is.
std::string seen_from(Text path, Text project) {
  if (!project.empty() && path == project) return {};
  if (!project.empty() && path.starts_with(project) && path[project.size()] == '/')
    return tidy_path(path.substr(project.size() + 1));
  return tidy_path(path);
}

/// systemd's own forms: $NAME and ${NAME} are replaced, "%%" is a percent sign; other specifiers
/// are known to systemd only.
std::string in_form(Text text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '%' && i + 1 < text.size() && text[i + 1] == '%') ++i;
  }
  return out;
}

/// "-/srv/app/.env": it may be missing; "@", "+", "!" and ":" before a program.
Text without_marks(Text text, Text marks) {
  const auto start = text.find_first_not_of(marks);
  return start == Text::npos ? Text{} : text.substr(start);
}

}  // namespace

Unit read_unit(Text text, Text file, Text project) {
  Unit unit;
  unit.name = std::string(name_of(file));
  if (const auto dot = unit.name.rfind(".service"); dot != std::string::npos) unit.name.resize(dot);
  std::string folder;
  Variables variables;
  std::vector<LogicalLine> starts;
  bool service = false;
  for (const auto& [line, number] : logical_lines(text, Shell::sh)) {
    if (line.starts_with('[')) service = line == "[Service]";
    const auto equals = line.find('=');
    if (!service || equals == std::string::npos || line.starts_with(';')) continue;
    const auto key = trim(Text{line}.substr(0, equals));
    const auto value = trim(Text{line}.substr(equals + 1));
    if (key == "ExecStart" && !value.empty()) starts.push_back({std::string(value), number});
    if (key == "User") unit.user = std::string(value);
    if (key == "WorkingDirectory") folder = seen_from(without_marks(value, "-"), project);
    if (key == "EnvironmentFile")
      unit.environment_files.push_back(seen_from(without_marks(value, "-"), project));
    if (key != "Environment") continue;
    for (const auto& words : commands_of(value, Shell::sh))
      for (const auto& word : words)
        if (const auto mark = word.find('='); mark != std::string::npos)
          variables.push_back({word.substr(0, mark), literal(word.substr(mark + 1)), number});
  }
  for (const auto& [line, number] : starts) {
    const auto command = expanded(in_form(without_marks(line, "-@+!:")), Shell::sh, variables, ".");
    for (const auto& words : commands_of(command, Shell::sh))
      for (auto& seen : start_line(words, {number, Role::service, folder, variables})) {
        if (seen.kind == Kind::python || seen.kind == Kind::database)
          seen.text = seen_from(seen.text, project);
        unit.seen.push_back(std::move(seen));
      }
  }
  // The name is worth something only where the unit starts something that is known.
  if (!unit.seen.empty())
    unit.seen.push_back({Kind::service, unit.name, starts.front().line, "the unit's name",
                         Role::service, Rank::constant});
  return unit;
}

}  // namespace preflight::init
