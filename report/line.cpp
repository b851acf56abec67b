#include "report/line.hpp"

#include <fmt/format.h>

#include "report/clean.hpp"
#include "report/headline.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

std::string_view state_of(const Report& report) {
  if (report.verdict == Verdict::blocked) return "FAILURE";
  if (report.verdict == Verdict::undetermined) return "ERROR";
  return report.summary.warn > 0 ? "WARNING" : "OK";
}

// "2026-11-21T09:12:31.250Z" without its letters and its fraction.
std::string seconds(Timestamp time) {
  auto text = rfc3339(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

}  // namespace

std::string render_line(const Report& report, const RenderOptions&) {
  return fmt::format("{}, {}, {}\n", seconds(report.started_at), state_of(report),
                     clean(headline(report)));
}

}  // namespace preflight
