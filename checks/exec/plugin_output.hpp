// What a plugin says on its standard output. Pure. It is data of a stranger: never run, never
// trusted to be short, whole or text.
//
// Plain form: Nagios Plugin Development Guidelines, "Plugin Output for Nagios": the first line, and
// behind a '|' what was measured. Rich form: {"findings": [...]}, each as in the JSON report.
#pragma once

#include <string>
#include <string_view>

#include "report/finding.hpp"

namespace preflight::exec {

struct Said {
  std::string summary{};   ///< first line, without what was measured
  std::string measured{};  ///< behind the first '|', as it stands
  std::string more{};      ///< the lines that follow, up to a bound
  bool rich{};             ///< findings were given, if only none
  Findings findings{};
  std::string malformed{};  ///< why what looks like the rich form cannot be taken; else empty
};

Said decode_plugin_output(std::string_view output);

/// Of a finding that names no code of its own.
std::string_view code_of(Severity severity);

}  // namespace preflight::exec
