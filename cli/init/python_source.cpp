#include "cli/init/python_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "cli/init/python_calls.hpp"
#include "cli/init/python_value.hpp"
#include "cli/init/script.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

constexpr std::size_t most_sightings = 500;

class PythonSource {
 public:
  PythonSource(Text source, Text file) : file_(source, file), tokens_(file_.tokens()) {}

  Sightings read() {
    imports();
    for (const auto& entry : file_.assignments()) assignment(entry);
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      const auto& token = tokens_[at];
      if (token.kind == TokenKind::name && is_mark(tokens_, at + 1, "(")) call(at);
      if (token.kind == TokenKind::text) text(at);
    }
    if (starts_) add_modules();
    if (starts_ || is_settings()) required_variables();
    return std::move(found_);
  }

 private:
  void add(Kind kind, std::string text, std::size_t at, std::string how, Rank rank = Rank::call,
           Role role = Role::main) {
    if (found_.size() >= most_sightings) return;
    found_.push_back({kind, std::move(text), tokens_[at].line, std::move(how), role, rank});
  }

  void add_path(Kind kind, const PythonValue& value, std::size_t at, std::string how, Rank rank) {
    const auto before = found_.size();
    add(kind, tidy_path(value.text), at, std::move(how), rank);
    if (found_.size() > before) found_.back().placed = value.anchored;
  }

  /// What takes long for each is done for so many only.
  [[nodiscard]] bool has_time() { return ++looked_ < most_sightings; }

  void imports() {
    for (std::size_t at = 0; at + 1 < tokens_.size(); ++at) {
      const bool first = at == 0 || tokens_[at - 1].kind == TokenKind::line_end;
      if (!first || !is_one_of(tokens_[at].text, {"import", "from"})) continue;
      const auto& name = tokens_[at + 1].text;
      if (std::find(frameworks.begin(), frameworks.end(), name) == frameworks.end()) continue;
      if (std::none_of(imported_.begin(), imported_.end(),
                       [&](std::size_t other) { return tokens_[other].text == name; }))
        imported_.push_back(at + 1);
    }
  }

  [[nodiscard]] bool imports(Text name) const {
    return std::any_of(imported_.begin(), imported_.end(),
                       [&](std::size_t at) { return tokens_[at].text == name; });
  }

  [[nodiscard]] bool is_settings() const {
    return file_.name().starts_with("settings") || file_.name().starts_with("config");
  }

  /// os.environ["NAME"] outside of any function: without it the module cannot be imported.
  void required_variables() {
    for (std::size_t at = 0; at + 4 < tokens_.size(); ++at) {
      if (tokens_[at].text != "environ" || tokens_[at].indent != 0) continue;
      const auto& name = tokens_[at + 2];
      const bool reads = is_mark(tokens_, at + 1, "[") && name.kind == TokenKind::text &&
                         is_mark(tokens_, at + 3, "]") && !is_mark(tokens_, at + 4, "=");
      if (reads && variable_text(name.text, std::nullopt).find_first_of(" \n\"'") == Text::npos)
        add(Kind::variable, name.text, at, "os.environ[]");
    }
  }

  void add_modules() {
    for (const auto at : imported_) add(Kind::module, tokens_[at].text, at, "imported there");
  }

  /// "uvicorn.run" where token `at` is "run".
  [[nodiscard]] std::string chain(std::size_t at) const {
    auto name = tokens_[at].text;
    while (at >= 2 && is_mark(tokens_, at - 1, ".") && tokens_[at - 2].kind == TokenKind::name &&
           name.size() < 100) {
      at -= 2;
      name = tokens_[at].text + "." + name;
    }
    return name;
  }

  void assignment(const PythonFile::Assignment& entry) {
    const auto small = lower(entry.name);
    const bool url = is_one_of(small, {"sqlalchemy_database_uri", "sqlalchemy_database_url",
                                       "database_url", "db_url", "database_uri", "sqlite_url"});
    const bool path = is_one_of(small, {"database_path", "db_path", "db_file", "database_file",
                                        "sqlite_path", "sqlite_file", "db_name"});
    const bool port = names_own_port(small);
    const bool logs = is_one_of(small, {"log_dir", "logs_dir", "log_folder", "log_path_dir"});
    const bool health = is_one_of(small, {"health_url", "health_check_url"});
    const bool wait = is_one_of(small, {"health_check_timeout"});
    const bool bind = small == "bind" && file_name_is_gunicorn();
    if (!url && !path && !port && !logs && !health && !wait && !bind) return;
    auto value = file_.value(entry.value);
    if (!value) return;
    if (entry.settings && !needs_variable(value->text))
      if (auto text = variable_text(upper(entry.name), value->text); !text.empty())
        value->text = std::move(text);
    if (url) database_url(*value, entry.token, entry.name, Rank::call);
    if (path && names_database(fallback_of(value->text)))
      add_path(Kind::database, *value, entry.token, entry.name, Rank::constant);
    if (port && is_port(value->text)) port_constant(entry, value->text);
    if (logs) add_path(Kind::writable, *value, entry.token, entry.name, Rank::constant);
    if (health && value->text.starts_with("http"))
      add(Kind::health, value->text, entry.token, entry.name, Rank::constant);
    if (wait) add(Kind::timeout, value->text, entry.token, entry.name, Rank::constant);
    if (bind) add(Kind::port, value->text, entry.token, "bind of gunicorn", Rank::call);
  }

  [[nodiscard]] bool file_name_is_gunicorn() const { return file_.name().starts_with("gunicorn"); }

  static std::string upper(Text text) {
    std::string result{text};
    for (char& c : result)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
  }

  /// "server_port: int = 8004" with "server_host: str = '0.0.0.0'" beside it.
  void port_constant(const PythonFile::Assignment& entry, const std::string& port) {
    const auto prefix = entry.name.substr(0, entry.name.size() - 4);
    for (const auto& other : file_.assignments()) {
      if (!has_time()) break;
      const auto small = lower(other.name);
      if (small != lower(prefix) + "host") continue;
      const auto host = file_.value(other.value);
      if (!host || !is_address(host->text)) continue;
      auto text = host->text;
      if (other.settings) text = variable_text(upper(other.name), text);
      return add(Kind::port, port_spec(text, port), entry.token, entry.name + " and " + other.name,
                 Rank::constant);
    }
    add(Kind::port, port, entry.token, entry.name, Rank::constant);
  }

  void database_url(const PythonValue& value, std::size_t at, const std::string& how, Rank rank) {
    const auto whole = fallback_of(value.text);
    const auto& text = value.text;
    if (text.starts_with("${") && text.ends_with("}") && !whole.empty()) {
      // The variable holds an URL, of which no part can be taken in a preflight.json.
      const auto file = sqlite_file(whole);
      if (!file.empty())
        add_path(Kind::database, {file, value.anchored}, at, how + ", its default", rank);
      return;
    }
    const auto file = sqlite_file(text);
    if (file.empty()) return;
    const bool flask = lower(how).find("sqlalchemy_database_uri") != std::string::npos;
    // Flask-SQLAlchemy 3: a path that is not absolute begins at the instance folder.
    if (flask && !value.anchored && !is_absolute(file) && !file.starts_with("instance"))
      return add(Kind::database, tidy_path(file), at, how + " (Flask's instance folder)", rank);
    add_path(Kind::database, {file, value.anchored}, at, how, rank);
  }

  void call(std::size_t at) {
    const auto name = chain(at);
    const auto arguments = arguments_of(tokens_, at + 1);
    bind(name, at, arguments);
    open_database(name, at, arguments);
    log_file(name, at, arguments);
    route(name, at, arguments);
    if (is_one_of(name, {"FastAPI", "Flask", "fastapi.FastAPI", "flask.Flask"})) starts_ = true;
    if (name == "execute_from_command_line") {
      starts_ = true;
      add(Kind::module, "django", at, "manage.py");
      add(Kind::port, "127.0.0.1:8000", at,
          "runserver, which listens there if nobody says otherwise", Rank::constant, Role::dev);
      add(Kind::command, "python " + std::string(file_.path()) + " runserver", at, "manage.py",
          Rank::constant, Role::dev);
    }
    if (tokens_[at].text == "add_argument") argument(at, arguments);
  }

  [[nodiscard]] std::optional<std::size_t> place_of(const Arguments& arguments, Text key,
                                                    int place) const {
    if (const auto named = arguments.find(key)) return named;
    if (place >= 0 && static_cast<std::size_t>(place) < arguments.places.size())
      return arguments.places[static_cast<std::size_t>(place)];
    return std::nullopt;
  }

  void bind(const std::string& name, std::size_t at, const Arguments& arguments) {
    if (std::find(pair_binders.begin(), pair_binders.end(), name) != pair_binders.end() &&
        !arguments.places.empty() && is_mark(tokens_, arguments.places[0], "(")) {
      const auto pair = arguments_of(tokens_, arguments.places[0]);
      if (pair.places.size() == 2)
        add_port(name + "()", at, pair.places[0], pair.places[1], "", "");
      return;
    }
    for (const auto& binder : binders) {
      if (name != binder.call) continue;
      const bool flask = name == "app.run" || name == "application.run";
      if (flask && !imports("flask") && !arguments.find("port")) return;
      const auto port = place_of(arguments, binder.port_key, binder.port_place);
      if (!port && binder.port.empty()) return;
      starts_ = true;
      return add_port(name + "()", at, place_of(arguments, binder.host_key, binder.host_place),
                      port, binder.host, binder.port);
    }
  }

  void add_port(const std::string& how, std::size_t at, std::optional<std::size_t> host_at,
                std::optional<std::size_t> port_at, Text host, Text port) {
    std::string host_text{host}, port_text{port};
    if (port_at) {
      const auto value = file_.value(*port_at);
      if (!value || !is_port(value->text))
        return add(Kind::unclear, "the port that " + how + " is given", at, how);
      port_text = value->text;
    }
    if (host_at) {
      const auto value = file_.value(*host_at);
      if (!value || !(value->text.empty() || is_address(value->text)))
        return add(Kind::unclear, "the host that " + how + " is given", at, how);
      host_text = value->text;
    }
    add(Kind::port, port_spec(host_text, port_text), at,
        port_at ? how : how + ", which listens there if nobody says otherwise");
  }

  /// argparse: add_argument("--port", default=8000)
  void argument(std::size_t at, const Arguments& arguments) {
    if (arguments.places.empty()) return;
    const auto option = file_.value(arguments.places[0]);
    const auto fallback = arguments.find("default");
    if (!option || option->text != "--port" || !fallback) return;
    const auto value = file_.value(*fallback);
    if (value && is_port(value->text))
      add(Kind::port, value->text, at, "the default of its option --port", Rank::constant);
  }

  void open_database(const std::string& name, std::size_t at, const Arguments& arguments) {
    if (is_one_of(name, {"sqlite3.connect", "aiosqlite.connect"})) {
      const auto place = place_of(arguments, "database", 0);
      const auto value = place ? file_.value(*place) : std::nullopt;
      if (value && names_database(fallback_of(value->text)))
        add_path(Kind::database, *value, at, name + "()", Rank::constant);
      if (const auto timeout = arguments.find("timeout"))
        if (const auto seconds = file_.value(*timeout))
          add(Kind::db_timeout, seconds->text, at, name + "(timeout=)", Rank::constant);
    } else if (is_one_of(name, {"dj_database_url.config", "dj_database_url.parse", "env.db"})) {
      const auto place = place_of(arguments, "default", name == "dj_database_url.parse" ? 0 : -1);
      if (const auto value = place ? file_.value(*place) : std::nullopt)
        database_url(*value, at, name + "()", Rank::call);
    } else if (is_one_of(tokens_[at].text, {"create_engine", "create_async_engine", "Database"})) {
      const auto place = place_of(arguments, "url", 0);
      if (const auto value = place ? file_.value(*place) : std::nullopt)
        database_url(*value, at, tokens_[at].text + "()", Rank::call);
    }
  }

  void log_file(const std::string& name, std::size_t at, const Arguments& arguments) {
    const auto& last = tokens_[at].text;
    const bool handler = last.ends_with("FileHandler");
    const bool basic = last == "basicConfig";
    const bool makes = last == "makedirs" || name == "os.mkdir";
    if (!handler && !basic && !makes) {
      if (last == "mkdir" && at >= 2 && is_mark(tokens_, at - 1, "."))
        if (const auto value = file_.value_of_name(tokens_[at - 2].text))
          add_path(Kind::makes, *value, at, "mkdir()", Rank::call);
      return;
    }
    const auto place = place_of(arguments, "filename", basic ? -1 : 0);
    const auto value = place ? file_.value(*place) : std::nullopt;
    if (!value || needs_variable(value->text)) return;
    if (makes) return add_path(Kind::makes, *value, at, "makedirs()", Rank::call);
    folder_of_log(*value, at, last + "()");
  }

  void folder_of_log(const PythonValue& path, std::size_t at, const std::string& how) {
    if (path.text.empty()) return;
    add_path(Kind::writable, {folder_of(tidy_path(path.text)), path.anchored}, at, how, Rank::call);
  }

  void route(const std::string& name, std::size_t at, const Arguments& arguments) {
    if (arguments.places.empty() || tokens_[arguments.places[0]].kind != TokenKind::text) return;
    const auto& last = tokens_[at].text;
    auto path = tokens_[arguments.places[0]].text;
    const bool decorated =
        is_one_of(last, {"get", "route", "api_route", "add_url_rule", "add_get"});
    const bool django = is_one_of(name, {"path", "re_path"});
    if (!decorated && !django) return;
    if (django) path = "/" + path;
    if (!is_health_path(path)) return;
    // Behind a router, or in the urls of a Django application, a prefix may stand before it.
    const bool whole = name.starts_with("app.") || name.starts_with("application.");
    add(Kind::health, path, at, whole ? "a route" : "a route, if no prefix stands before it",
        whole ? Rank::call : Rank::constant);
  }

  void text(std::size_t at) {
    const auto& token = tokens_[at];
    for (auto& seen : health_urls(token.text, token.line)) {
      seen.rank = Rank::constant;
      found_.push_back(std::move(seen));
    }
    busy_timeout(at);
    if (!is_mark(tokens_, at + 1, ":")) return;
    if (token.text == "ENGINE" &&
        tokens_[std::min(at + 2, tokens_.size() - 1)].text.ends_with("backends.sqlite3"))
      django_database(at);
    if (token.text == "handlers") configures_logs_ = true;
    if (token.text == "filename" && configures_logs_)
      if (const auto value = file_.value(at + 2); value && !needs_variable(value->text))
        folder_of_log(*value, at, "LOGGING");
  }

  /// "PRAGMA busy_timeout=30000", in milliseconds (sqlite.org/pragma.html).
  void busy_timeout(std::size_t at) {
    const auto small = lower(tokens_[at].text.substr(0, 200));
    const auto name = small.find("busy_timeout");
    if (name == std::string::npos || small.find("pragma") == std::string::npos) return;
    const auto digits = small.find_first_of("0123456789", name);
    if (digits == std::string::npos) return;
    const auto end = std::min(small.find_first_not_of("0123456789", digits), small.size());
    add(Kind::db_timeout, small.substr(digits, end - digits) + "ms", at, "busy_timeout",
        Rank::constant);
  }

  /// The entries beside "ENGINE", up to the brace that ends them.
  void django_database(std::size_t engine) {
    if (!has_time()) return;
    int depth = 0;
    auto at = engine;
    while (at > 0 && !(is_mark(tokens_, at, "{") && depth == 0)) {
      if (is_mark(tokens_, at, "}")) ++depth;
      if (is_mark(tokens_, at, "{")) --depth;
      --at;
    }
    depth = 0;
    for (; at < tokens_.size(); ++at) {
      if (is_mark(tokens_, at, "{")) ++depth;
      if (is_mark(tokens_, at, "}") && --depth == 0) break;
      if (tokens_[at].kind != TokenKind::text || !is_mark(tokens_, at + 1, ":")) continue;
      if (depth == 1 && tokens_[at].text == "NAME") django_name(at);
      if (depth == 2 && tokens_[at].text == "timeout")
        if (const auto seconds = file_.value(at + 2))
          add(Kind::db_timeout, seconds->text, at, "DATABASES, OPTIONS");
    }
  }

  void django_name(std::size_t at) {
    const auto value = file_.value(at + 2);
    if (!value) return add(Kind::unclear, "the NAME of a database in DATABASES", at, "DATABASES");
    if (value->text != ":memory:" && !value->text.empty())
      add_path(Kind::database, *value, at, "DATABASES", Rank::call);
  }

  PythonFile file_;
  const std::vector<Token>& tokens_;
  std::vector<std::size_t> imported_;
  std::size_t looked_{};
  bool configures_logs_{};  ///< a dictionary of logging.config is begun
  bool starts_{};           ///< it makes or runs an application
  Sightings found_;
};

}  // namespace

Sightings read_python(Text source, Text file) { return PythonSource{source, file}.read(); }

}  // namespace preflight::init
