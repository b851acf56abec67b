// Start scripts: shell, batch, PowerShell, and the Procfile. What they start, the variables that
// they set, the health URLs that they ask. Decoders; fuzzed.
#pragma once

#include <string_view>

#include "cli/init/seen.hpp"

namespace preflight::init {

enum class Shell { sh, batch, powershell };

/// `file` is the script's path as seen from the project. Variables that the script sets are
/// replaced; others become `${NAME}`. Nothing is run, and no branch is judged: what any line starts
/// counts.
Sightings read_script(std::string_view text, Shell shell, std::string_view file);

/// The commands behind "web:" and the like.
Sightings read_procfile(std::string_view text);

/// One command of a shell in one line, as package.json and a Dockerfile have them.
Sightings read_command(std::string_view text, std::size_t line, Role role,
                       const Variables& variables);

/// The URLs in a text whose path speaks of health.
Sightings health_urls(std::string_view text, std::size_t line);
bool is_health_path(std::string_view path);

}  // namespace preflight::init
