// From what was seen in a project to what its preflight.json says. Pure.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/init/seen.hpp"

namespace preflight::init {

/// A file that was read, and what it says.
struct SeenFile {
  std::string path{};  ///< as seen from the project
  Sightings seen{};
};

struct Project {
  std::vector<SeenFile> files{};
  std::string dotenv{};                     ///< the path of the file that `variables` come from
  Variables variables{};                    ///< that it sets for the server
  std::vector<std::string> databases{};     ///< files with the header of SQLite
  std::vector<std::string> interpreters{};  ///< of virtual environments
  std::function<bool(const std::string&)> is_folder{};  ///< below the project; null: none is
  std::function<bool(const std::string&)> is_file{};
  std::vector<std::string> notes{};  ///< what could not be looked at
};

struct Entry {
  std::string key{};   ///< "port", as preflight.json has it
  std::string text{};  ///< its value
  std::string why{};   ///< "start-server.bat:12: uvicorn --port"
  std::string off{};   ///< why it stands there as a comment only; empty: it does not
};

struct Profile {
  std::string name{};
  std::string about{};
  std::vector<Entry> checks{};
  std::vector<Entry> policy{};
  std::vector<std::string> without{};  ///< keys of checks and policy that it takes away
};

struct Draft {
  std::vector<Entry> checks{};
  std::vector<Entry> policy{};
  std::vector<Profile> profiles{};
  std::vector<std::string> notes{};  ///< seen, and not taken
  std::string command{};             ///< what starts the server; empty: not known
  std::string service{};             ///< the name of its service; empty: not known
};

Draft make_draft(const Project& project);

/// The text of the file. `knows(key)` tells which keys this program has: what it does not know
/// stands there as a comment.
std::string config_text(const Draft& draft, const std::function<bool(std::string_view)>& knows);

}  // namespace preflight::init
