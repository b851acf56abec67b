// The vocabulary of `preflight init`: what a file of a project says about the start of its server.
// Pure.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::init {

enum class Kind {
  port,        ///< as --port takes it
  database,    ///< a file of SQLite
  writable,    ///< a folder that is written to
  makes,       ///< a folder that the project makes by itself where it is missing
  health,      ///< an URL, or the path of one ("/health")
  python,      ///< an interpreter, by its path
  module,      ///< one that a start line imports
  db_timeout,  ///< how long the project waits for a lock
  timeout,     ///< how long the project waits for an answer about its health
  variable,    ///< the name of one that has to be set
  service,     ///< the name of a service that runs it
  command,     ///< the start line itself
  unclear,     ///< seen, not understood; `text` says what
};

/// Who starts it. Of what starts `main`, `service`, `dev`, `container` in this order gives the
/// checks; the others become profiles.
enum class Role { main, service, dev, container, compose };

/// How much it can be relied on.
enum class Rank { start_line, call, constant };

/// Texts are in the form of preflight.json: `${NAME:-text}` where the source reads a variable, a
/// dollar of its own doubled. Paths are those seen from the folder of the project, with slashes;
/// absolute ones stay as they are.
struct Seen {
  Kind kind{Kind::unclear};
  std::string text{};
  std::size_t line{};  ///< from 1
  std::string how{};   ///< few words: "uvicorn --port"
  Role role{Role::main};
  Rank rank{Rank::start_line};
  std::string folder{};  ///< of a command: where it is started
  bool placed{};  ///< of a path: where it begins does not hang on where the server is started
};

using Sightings = std::vector<Seen>;

/// One value that a file or a script gives to a name.
struct Variable {
  std::string name{};
  std::string value{};  ///< in the form of preflight.json
  std::size_t line{};
};

using Variables = std::vector<Variable>;

const Variable* find_variable(const Variables& variables, std::string_view name);

/// Every dollar doubled.
std::string literal(std::string_view text);

/// "${NAME}" or "${NAME:-fallback}"; where the fallback holds variables itself, which cannot stand
/// in each other, nothing.
std::string variable_text(std::string_view name, std::optional<std::string_view> fallback);

/// Has it a `${NAME}` without a text for the case that NAME is not set?
bool needs_variable(std::string_view text);
/// The names of these.
std::vector<std::string> needed_variables(std::string_view text);

/// What `known` gives to a variable takes the place of its fallback: "${PORT:-8000}" becomes
/// "${PORT:-8010}" where the project sets PORT to 8010.
std::string with_known(std::string_view text, const Variables& known);

/// The text with the fallbacks of its variables; empty where one has none.
std::string fallback_of(std::string_view text);

bool is_port(std::string_view text);     ///< 1 to 65535, or a variable whose fallback is
bool is_address(std::string_view text);  ///< an IP address or localhost, or a variable likewise

/// As --port takes both; host may be empty. IPv6 gets its brackets.
std::string port_spec(std::string_view host, std::string_view port);

bool is_absolute(std::string_view path);  ///< on either system
/// Without "." and "..", slashes between the parts; "" is the folder itself. A "..", that leads
/// outside, stays.
std::string tidy_path(std::string_view path);
std::string join_path(std::string_view folder, std::string_view path);
std::string folder_of(std::string_view path);  ///< "" for "a", ".." for ""
std::string_view name_of(std::string_view path);

/// The file of an SQLite URL ("sqlite:///instance/app.db", "sqlite+aiosqlite:////srv/app.db");
/// empty where it is no such URL or the database is in memory.
std::string sqlite_file(std::string_view url);
bool names_database(std::string_view path);  ///< by its ending

/// PORT, SERVER_PORT and the like; not DB_PORT, which is somebody else's.
bool names_own_port(std::string_view name);

bool is_name_character(char c);  ///< of the name of a variable

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

}  // namespace preflight::init
