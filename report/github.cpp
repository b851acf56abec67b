#include "report/github.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "report/clean.hpp"
#include "report/headline.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

constexpr std::size_t most_of_a_kind = 10;

// A line break would end the command, a comma or a colon the property.
std::string escaped_data(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '%')
      result += "%25";
    else if (c == '\r')
      result += "%0D";
    else if (c == '\n')
      result += "%0A";
    else
      result += c;
  }
  return result;
}

std::string escaped_property(std::string_view text) {
  std::string result;
  for (const char c : escaped_data(text)) {
    if (c == ':')
      result += "%3A";
    else if (c == ',')
      result += "%2C";
    else
      result += c;
  }
  return result;
}

std::string body(const Finding& finding) {
  auto text = clean(finding.message);
  if (finding.cause) text += '\n' + clean(*finding.cause);
  for (const auto& remedy : finding.remedies)
    text += fmt::format("\n-> {}{}", clean(remedy.text),
                        remedy.command ? ": " + clean(*remedy.command) : "");
  return text;
}

struct Annotation {
  std::optional<Place> place{};
  std::string title{};
  std::string text{};
};

std::vector<Annotation> annotations(const Report& report, Severity least, Severity most) {
  std::vector<Annotation> all;
  for (auto severity : {Severity::blocker, Severity::error, Severity::warning, Severity::info}) {
    if (severity < least || severity > most) continue;
    for (const auto& check : report.checks)
      for (const auto& finding : check.findings)
        if (finding.severity == severity)
          all.push_back({check.place,
                         fmt::format("{} {} [{}]", clean(check.check), clean(check.target),
                                     clean(finding.code)),
                         body(finding)});
  }
  return all;
}

std::string properties(const Annotation& one) {
  std::string place;
  if (one.place)
    place =
        fmt::format("file={},line={},", escaped_property(clean(one.place->file)), one.place->line);
  return place + "title=" + escaped_property(one.title);
}

std::string commands(std::string_view kind, const std::vector<Annotation>& all) {
  std::string text;
  const auto shown = all.size() > most_of_a_kind ? most_of_a_kind - 1 : all.size();
  for (std::size_t i = 0; i < shown; ++i)
    text += fmt::format("::{} {}::{}\n", kind, properties(all[i]), escaped_data(all[i].text));
  if (shown < all.size())
    text += fmt::format("::{} title=preflight::and {} more: see the report\n", kind,
                        all.size() - shown);
  return text;
}

}  // namespace

std::string render_github(const Report& report, const RenderOptions&) {
  return commands("error", annotations(report, Severity::error, Severity::blocker)) +
         commands("warning", annotations(report, Severity::warning, Severity::warning)) +
         commands("notice", annotations(report, Severity::info, Severity::info)) +
         fmt::format("preflight: {}: {} (exit code {})\n", word(report.verdict),
                     clean(headline(report)), report.exit_code);
}

}  // namespace preflight
