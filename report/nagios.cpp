#include "report/nagios.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"
#include "report/describe.hpp"
#include "report/headline.hpp"

namespace preflight {

namespace {

// NRPE 2 takes 1024 bytes of a plugin, Nagios 8 KB: the figures behind the text come through.
constexpr std::size_t most_text = 800;

std::string_view service_state(const Report& report) {
  if (report.verdict == Verdict::blocked) return "CRITICAL";
  if (report.verdict == Verdict::undetermined) return "UNKNOWN";
  return report.summary.warn > 0 ? "WARNING" : "OK";
}

}  // namespace

std::string render_nagios(const Report& report, const RenderOptions&) {
  auto text = shortened(clean(headline(report)), most_text);
  // A bar begins the figures.
  std::replace(text.begin(), text.end(), '|', '/');
  const auto& counts = report.summary;
  return fmt::format(
      "PREFLIGHT {} - {} | time={:.6f}s;;;0 pass={};;;0 warn={};;;0 fail={};;;0 error={};;;0 "
      "skip={};;;0\n",
      service_state(report), text, report.duration.count() / 1000, counts.pass, counts.warn,
      counts.fail, counts.error, counts.skip);
}

}  // namespace preflight
