// The formats a report can be written in: a table. A renderer is a pure function.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace preflight {

/// What a finding code means wherever it is found, for formats that explain. All may be empty.
struct CodeHelp {
  std::string meaning{};              ///< one line
  std::vector<std::string> causes{};  ///< why it really happens, commonest first
  std::vector<std::string> tell{};    ///< how to tell which cause it is
  std::vector<Remedy> remedies{};     ///< their commands are patterns
};

struct RenderOptions {
  bool color{};                                           ///< ANSI colours
  bool unicode{true};                                     ///< false: ASCII marks only
  std::size_t width{80};                                  ///< columns of the terminal
  bool quiet{};                                           ///< only what blocks
  bool verbose{};                                         ///< also what passed, with evidence
  std::function<CodeHelp(std::string_view code)> help{};  ///< may be empty
  /// The file that asked for the checks which no configuration names; empty: not known.
  std::string asked_by{};
};

struct Format {
  std::string_view name{};     ///< "json"
  std::string_view summary{};  ///< one line for the help
  bool needs_host{};           ///< shows Report::host; nobody asks the system for it otherwise
  bool shows_facts{};          ///< shows ReportedCheck::facts, whatever the options are
  std::string (*render)(const Report&, const RenderOptions&){};
};

std::span<const Format> all_formats();
const Format* find_format(std::string_view name);  ///< null where there is none

}  // namespace preflight
