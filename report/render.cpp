#include "report/render.hpp"

#include <array>

#include "report/console.hpp"
#include "report/github.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "report/line.hpp"
#include "report/markdown.hpp"
#include "report/nagios.hpp"
#include "report/prometheus.hpp"
#include "report/sarif.hpp"

namespace preflight {

std::span<const Format> all_formats() {
  static constexpr std::array<Format, 10> formats{{
      {"console", "for a person", false, false, render_console},
      {"json", "for a program; `preflight schema report` describes it", true, true, render_json},
      {"junit", "test results for a CI server, JUnit XML", true, false, render_junit},
      {"sarif", "results for code scanning, SARIF 2.1.0", true, false, render_sarif},
      {"github", "annotations of GitHub Actions, and a job summary", false, false, render_github},
      {"nagios", "one line with figures, as Nagios plugins print it", false, false, render_nagios},
      {"line", "\"TIME, STATUS, message\" for a status collector, UTC", false, false, render_line},
      {"prometheus", "gauges for the textfile collector", false, false, render_prometheus},
      {"markdown", "for a ticket", false, false, render_markdown},
      {"html", "one page for a session of troubleshooting", true, true, render_html},
  }};
  return formats;
}

const Format* find_format(std::string_view name) {
  for (const auto& format : all_formats())
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace preflight
