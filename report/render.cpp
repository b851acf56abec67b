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
      {"console", "for a person", false, render_console},
      {"json", "for a program; `preflight schema report` describes it", true, render_json},
      {"junit", "test results for a CI server, JUnit XML", true, render_junit},
      {"sarif", "results for code scanning, SARIF 2.1.0", true, render_sarif},
      {"github", "annotations of GitHub Actions, and a job summary", false, render_github},
      {"nagios", "one line with figures, as Nagios plugins print it", false, render_nagios},
      {"line", "\"TIME, STATUS, message\" for a status collector, UTC", false, render_line},
      {"prometheus", "gauges for the textfile collector", false, render_prometheus},
      {"markdown", "for a ticket", false, render_markdown},
      {"html", "one page for a session of troubleshooting", true, render_html},
  }};
  return formats;
}

const Format* find_format(std::string_view name) {
  for (const auto& format : all_formats())
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace preflight
