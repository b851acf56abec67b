// What was seen, with its place, the best witness first. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/init/draft.hpp"

namespace preflight::init {

/// A sighting and where it is from.
struct Place {
  const Seen* seen{};
  std::string_view file{};
  std::string text{};  ///< with what the project sets for its variables
  int tier{};          ///< 0 is the best witness
};

using Places = std::vector<Place>;

/// Of all files; they point into `project`, which must outlive them.
Places places_of(const Project& project);

/// "start-server.bat:12: uvicorn"
std::string why(const Place& place);

}  // namespace preflight::init
