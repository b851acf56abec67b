// Files of a project that are no sources and no scripts, as what they say about the start of its
// server. Decoders; fuzzed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/init/seen.hpp"

namespace preflight::init {

/// The lines NAME=value of a .env, quotes and "export" taken away.
Variables read_dotenv(std::string_view text);

/// What the names of a .env say by themselves: PORT, HOST, DATABASE_URL, LOG_DIR, HEALTH_URL.
Sightings said_by_variables(const Variables& variables);

/// A service of systemd (systemd.service(5)): ExecStart, WorkingDirectory, Environment. `file`
/// names it; `project` is the absolute path of the folder, below which paths become relative.
struct Unit {
  Sightings seen{};
  std::string name{};  ///< "app" of app.service
  std::string user{};  ///< whom it runs as
  std::vector<std::string> environment_files{};
};
Unit read_unit(std::string_view text, std::string_view file, std::string_view project);

/// CMD and ENTRYPOINT with ENV, and EXPOSE where they name no port.
Sightings read_dockerfile(std::string_view text);

/// The ports that services publish on this machine.
Sightings read_compose(std::string_view text);

/// Commands among the scripts and tasks of a pyproject.toml.
Sightings read_pyproject(std::string_view text);

struct Package {
  Sightings seen{};
  std::string main{};  ///< the file that "main" or "node FILE" names
};
Package read_package_json(std::string_view text);

/// process.env.PORT || 3000, .listen(3000), new Database("app.db"), app.get("/health"); in a
/// configuration of Vite its server's port.
Sightings read_javascript(std::string_view text, std::string_view file);

}  // namespace preflight::init
