// All that `preflight init` reads. The first byte of the input picks the decoder, the rest is the
// file; what they see is drafted and written as well.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/config_text.hpp"
#include "cli/init/draft.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/python_source.hpp"
#include "cli/init/script.hpp"
#include "cli/init/survey.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace preflight::init;

Sightings read(char which, std::string_view text) {
  switch (which) {
    case 's':
      return read_script(text, Shell::sh, "scripts/start.sh");
    case 'b':
      return read_script(text, Shell::batch, "start.bat");
    case 'w':
      return read_script(text, Shell::powershell, "start.ps1");
    case 'r':
      return read_procfile(text);
    case 'p':
      return read_python(text, "app/main.py");
    case 'e':
      return said_by_variables(read_dotenv(text));
    case 'u':
      return read_unit(text, "app.service", "/srv/app").seen;
    case 'd':
      return read_dockerfile(text);
    case 'c':
      return read_compose(text);
    case 't':
      return read_pyproject(text);
    case 'n':
      return read_package_json(text).seen;
    case 'v':
      return read_javascript(text, "vite.config.js");
    default:
      return read_javascript(text, "server.js");
  }
}

}  // namespace

FUZZ_TARGET(project_files) {
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  (void)nssm_hooks(text);
  Project project;
  project.files.push_back({"a file", read(text[0], text.substr(1))});
  project.variables = read_dotenv(text);
  project.dotenv = ".env";
  const auto written =
      config_text(make_draft(project), [](std::string_view key) { return key != "url"; });
  // Whatever was seen, the file is one that can be read.
  if (!std::holds_alternative<preflight::Node>(preflight::decode_config_text(written)) &&
      written.size() < preflight::longest_config)
    std::abort();
  return 0;
}
