#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/config_text.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/script.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

const Node* member(const Node& object, Text name) {
  for (const auto& child : object.children)
    if (child.name == name) return &child;
  return nullptr;
}

/// Not one of a start: test, lint, build and the like are run by hand.
bool starts(Text script) {
  constexpr std::array<Text, 7> names{"start",   "serve", "dev",   "develop",
                                      "preview", "prod",  "server"};
  const auto first = script.substr(0, script.find(':'));
  return std::find(names.begin(), names.end(), first) != names.end();
}

/// "node dist/main.js": the file, as seen from the project.
std::string node_file(Text command) {
  for (const auto word : split(command, ' '))
    if (word.ends_with(".js") || word.ends_with(".ts") || word.ends_with(".mjs") ||
        word.ends_with(".cjs"))
      return tidy_path(word);
  return {};
}

}  // namespace

Package read_package_json(Text text) {
  Package package;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto decoded = decode_config_text(text);
  if (const auto* error = std::get_if<ConfigError>(&decoded)) {
    package.seen.push_back({Kind::unclear, "a package.json: " + error->message,
                            error->spot ? error->spot->line : 1, "package.json"});
    return package;
  }
  const auto& root = std::get<Node>(decoded);
  if (const auto* main = member(root, "main"); main != nullptr && main->kind == NodeKind::text)
    package.main = tidy_path(main->text);
  const auto* scripts = member(root, "scripts");
  if (scripts == nullptr || scripts->kind != NodeKind::object) return package;
  for (const auto& script : scripts->children) {
    if (script.kind != NodeKind::text || !starts(script.name)) continue;
    const bool dev = script.name.starts_with("dev");
    const auto role = dev ? Role::dev : Role::main;
    for (auto& seen : read_command(script.text, script.spot.line, role, {})) {
      if (!seen.how.empty()) seen.how = fmt::format("npm run {}: {}", script.name, seen.how);
      package.seen.push_back(std::move(seen));
    }
    if (script.name == "start")
      if (auto file = node_file(script.text); !file.empty()) package.main = std::move(file);
  }
  return package;
}

Sightings read_pyproject(Text text) {
  Sightings found;
  std::size_t number = 0;
  bool tasks = false;
  for (const auto raw : split(text, '\n')) {
    ++number;
    const auto line = trim(raw);
    if (line.starts_with('[')) {
      const auto name = line.substr(0, line.find(']'));
      tasks = name.ends_with("scripts") || name.ends_with("tasks") || name.ends_with("tasks.") ||
              name.find(".scripts.") != Text::npos || name.find(".tasks.") != Text::npos;
      continue;
    }
    const auto quote = line.find_first_of("\"'");
    const auto equals = line.find('=');
    if (!tasks || line.starts_with('#') || equals == Text::npos || quote == Text::npos) continue;
    // `dev = {cmd = "uvicorn app:app --reload"}`: the first text of the line is the command.
    const auto end = line.find(line[quote], quote + 1);
    if (equals > quote || end == Text::npos) continue;
    const bool dev = line.starts_with("dev");
    for (auto& seen : read_command(line.substr(quote + 1, end - quote - 1), number,
                                   dev ? Role::dev : Role::main, {}))
      found.push_back(std::move(seen));
  }
  return found;
}

}  // namespace preflight::init
