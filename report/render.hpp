// The formats a report can be written in: a table. A renderer is a pure function.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/report.hpp"

namespace preflight {

struct RenderOptions {
  bool color{};           ///< ANSI colours
  bool unicode{true};     ///< false: ASCII marks only
  std::size_t width{80};  ///< columns of the terminal
  bool quiet{};           ///< only what blocks
  bool verbose{};         ///< also what passed, with evidence
};

struct Format {
  std::string_view name{};     ///< "json"
  std::string_view summary{};  ///< one line for the help
  bool needs_host{};           ///< shows Report::host; nobody asks the system for it otherwise
  std::string (*render)(const Report&, const RenderOptions&){};
};

std::span<const Format> all_formats();
const Format* find_format(std::string_view name);  ///< null where there is none

}  // namespace preflight
