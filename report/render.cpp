#include "report/render.hpp"

#include <array>

#include "report/console.hpp"
#include "report/json.hpp"

namespace preflight {

std::span<const Format> all_formats() {
  static constexpr std::array<Format, 2> formats{{
      {"console", "for a person", false, render_console},
      {"json", "for a program; `preflight schema report` describes it", true, render_json},
  }};
  return formats;
}

const Format* find_format(std::string_view name) {
  for (const auto& format : all_formats())
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace preflight
