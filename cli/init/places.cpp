#include "cli/init/places.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

bool is_script(Text name) {
  return name.ends_with(".sh") || name.ends_with(".bat") || name.ends_with(".cmd") ||
         name.ends_with(".ps1");
}

/// What starts the server tells more than what it falls back to.
int tier_of(Text file, const Seen& seen) {
  const auto name = lower(name_of(file));
  if (seen.rank == Rank::constant) return 5;
  if (seen.rank == Rank::call) return 4;
  if (is_script(name)) {
    const bool start = name.starts_with("start") || name.starts_with("run") ||
                       name.starts_with("serve") || name.starts_with("launch");
    return start ? 0 : 2;
  }
  return name == "procfile" || name.ends_with(".service") ? 1 : 3;
}

}  // namespace

Places places_of(const Project& project) {
  Places places;
  for (const auto& file : project.files)
    for (const auto& seen : file.seen)
      places.push_back(
          {&seen, file.path, with_known(seen.text, project.variables), tier_of(file.path, seen)});
  return places;
}

std::string why(const Place& place) {
  return fmt::format("{}:{}: {}", place.file, place.seen->line, place.seen->how);
}

}  // namespace preflight::init
