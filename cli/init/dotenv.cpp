#include "checks/base/text.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/script.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

std::string value_of(Text text) {
  text = trim(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const auto end = text.find(text.front(), 1);
    return literal(end == Text::npos ? text.substr(1) : text.substr(1, end - 1));
  }
  // A comment stands behind a blank.
  return literal(trim(text.substr(0, text.find(" #"))));
}

const Variable* first_of(const Variables& variables, std::initializer_list<Text> names) {
  for (const auto name : names)
    if (const auto* found = find_variable(variables, name)) return found;
  return nullptr;
}

}  // namespace

Variables read_dotenv(Text text) {
  constexpr std::size_t most = 1000;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Variables variables;
  std::size_t number = 0;
  for (const auto raw : split(text, '\n')) {
    ++number;
    auto line = trim(raw);
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    if (line.empty() || line[0] == '#' || equals == Text::npos || equals == 0) continue;
    const auto name = trim(line.substr(0, equals));
    if (name.find_first_of(" \t\"'${}:") != Text::npos) continue;
    variables.push_back({std::string(name), value_of(line.substr(equals + 1)), number});
    if (variables.size() >= most) break;
  }
  return variables;
}

Sightings said_by_variables(const Variables& variables) {
  Sightings found;
  const auto* port = first_of(variables, {"PORT", "SERVER_PORT", "APP_PORT", "UVICORN_PORT",
                                          "FLASK_RUN_PORT", "HTTP_PORT"});
  if (port != nullptr && is_port(port->value)) {
    const auto prefix = port->name.substr(0, port->name.size() - 4);
    const auto* host = find_variable(variables, prefix + "HOST");
    std::string text = variable_text(port->name, port->value), how = port->name;
    if (host != nullptr && is_address(host->value)) {
      text = port_spec(variable_text(host->name, host->value), text);
      how += " and " + host->name;
    }
    found.push_back({Kind::port, text, port->line, how, Role::main, Rank::constant});
  }
  for (const auto& [name, value, line] : variables) {
    const auto add = [&, &key = name, where = line](Kind kind, std::string text) {
      found.push_back({kind, std::move(text), where, key, Role::main, Rank::constant});
    };
    if (const auto file = sqlite_file(value); !file.empty())
      found.push_back({Kind::database, tidy_path(file), line, name, Role::main, Rank::call});
    else if (is_one_of(name, {"DB_PATH", "DATABASE_PATH", "SQLITE_PATH", "SQLITE_FILE", "DB_FILE"}))
      add(Kind::database, tidy_path(value));
    else if (is_one_of(name, {"LOG_DIR", "LOGS_DIR", "LOG_FOLDER"}))
      add(Kind::writable, tidy_path(value));
    else if (is_one_of(name, {"HEALTH_URL", "HEALTH_CHECK_URL"}) && value.starts_with("http"))
      add(Kind::health, value);
  }
  return found;
}

}  // namespace preflight::init
