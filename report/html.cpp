#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/describe.hpp"
#include "report/headline.hpp"
#include "report/html_assets.hpp"
#include "report/html_finding.hpp"
#include "report/html_tree.hpp"
#include "report/json.hpp"
#include "report/markup.hpp"
#include "report/sha256.hpp"
#include "report/verdict_words.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

std::string_view verdict_class(const Report& report) {
  if (report.verdict == Verdict::blocked) return "fail";
  if (report.verdict == Verdict::undetermined) return "unknown";
  return report.summary.warn > 0 ? "warn" : "pass";
}

std::string_view verdict_sign(const Report& report) {
  if (report.verdict == Verdict::blocked) return html_sign(Status::fail);
  if (report.verdict == Verdict::undetermined) return html_sign(Status::error);
  return html_sign(Status::pass);
}

// Level 3, 2.3.1: the hash is that of what stands between the tags, byte by byte.
std::string policy() {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; "
      "base-uri 'none'; form-action 'none'",
      to_base64(sha256(html_style())), to_base64(sha256(html_script())));
}

// A dot in the colour of the verdict, so that it shows among the tabs of a browser.
std::string icon(const Report& report) {
  const auto kind = verdict_class(report);
  const std::string_view color = kind == "fail"      ? "b3261e"
                                 : kind == "unknown" ? "5b3fa8"
                                 : kind == "warn"    ? "b26a00"
                                                     : "1b6e3c";
  return fmt::format(
      "data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/"
      "svg%22%20viewBox=%220%200%2016%20"
      "16%22%3E%3Ccircle%20cx=%228%22%20cy=%228%22%20r=%227%22%20fill=%22%23{}%22/%3E%3C/svg%3E",
      color);
}

std::string head(const Report& report) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}: {} – preflight</title>\n<link rel=\"icon\" href=\"{}\">\n"
      "<style>{}</style>\n</head>\n",
      policy(), verdict_name(report), html_text(headline(report)), icon(report), html_style());
}

std::string tally(const Summary& counts) {
  std::string text = "<ul class=\"tally\" aria-label=\"Checks by status\">\n";
  const auto add = [&](std::size_t count, Status status, std::string_view what) {
    if (count > 0)
      text += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>\n", html_class(status), count, what);
  };
  add(counts.fail, Status::fail, "blocked");
  add(counts.error, Status::error, "unknown");
  add(counts.warn, Status::warn, counts.warn == 1 ? "warning" : "warnings");
  add(counts.pass, Status::pass, "passed");
  add(counts.skip, Status::skip, "skipped");
  return text + "</ul>\n";
}

std::string meta(const Report& report) {
  std::string text = "<dl class=\"meta\">\n";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty())
      text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, html_text(value));
  };
  const auto& host = report.host;
  add("Host", host.name);
  add("System",
      host.os_version.empty() ? host.os : fmt::format("{}, {}", host.os_version, host.arch));
  add("User", host.user.empty() || !host.elevated ? host.user : host.user + ", elevated");
  add("Looked", moment(report.started_at));
  add("Took", spent(report.duration));
  add("Exit code", std::to_string(report.exit_code));
  return text + "</dl>\n";
}

std::string header(const Report& report) {
  return fmt::format(
      "<header class=\"page\">\n<p class=\"brand\"><b>preflight</b> {}</p>\n"
      "<div class=\"verdict {}\">\n<span class=\"disc\" aria-hidden=\"true\">{}</span>\n"
      "<div><h1>{}</h1>\n<p>{}</p></div>\n{}</div>\n{}</header>\n",
      html_text(report.command), verdict_class(report), verdict_sign(report), verdict_name(report),
      verdict_text(report), tally(report.summary), meta(report));
}

/// Writes one report.
class Html {
 public:
  Html(const Report& report, const RenderOptions& options) : report_(report), options_(options) {}

  [[nodiscard]] std::string render() const {
    return head(report_) +
           "<body>\n<a class=\"skip-link\" href=\"#main\">Skip to the report</a>\n" +
           header(report_) + "<main id=\"main\" tabindex=\"-1\">\n" + causes() + checks() +
           times() + data() + "</main>\n" + footer() +
           fmt::format("<script>{}</script>\n</body>\n</html>\n", html_script());
  }

 private:
  [[nodiscard]] const Finding& finding_at(const FindingPlace& place) const {
    return report_.checks[place.check].findings[place.finding];
  }

  // What the joined findings name, each process once, the one to end first. What it does to the
  // other targets of the cause stands behind what it does to the first.
  [[nodiscard]] std::vector<Process> processes_of(const Cause& cause) const {
    std::vector<Process> all;
    if (cause.process) all.push_back(*cause.process);
    for (const auto& place : cause.joins) {
      for (const auto& process : finding_at(place).processes) {
        const auto same = std::find_if(
            all.begin(), all.end(), [&](const Process& other) { return other.pid == process.pid; });
        if (same == all.end())
          all.push_back(process);
        else if (part(*same).find(part(process)) == std::string::npos)
          same->locks.push_back(part(process));
      }
    }
    return all;
  }

  [[nodiscard]] std::string reasons(const Cause& cause) const {
    std::string text, last;
    for (const auto& place : cause.joins) {
      const auto& why = finding_at(place).cause;
      if (why && *why != last)
        text += fmt::format("<p class=\"why\"><b>Why</b> {}</p>\n", html_text(*why));
      last = why.value_or("");
    }
    return text;
  }

  [[nodiscard]] std::string blocked(const Cause& cause) const {
    std::string text =
        fmt::format("<ul class=\"targets\" aria-label=\"{}\">\n",
                    report_.verdict == Verdict::blocked ? "What it blocks" : "What it is about");
    std::vector<std::size_t> named;
    for (const auto& place : cause.joins) {
      if (std::find(named.begin(), named.end(), place.check) != named.end()) continue;
      named.push_back(place.check);
      const auto& check = report_.checks[place.check];
      text += fmt::format("<li><a href=\"#check-{}\">{} <code>{}</code></a></li>\n",
                          place.check + 1, html_text(check.check), html_text(check.target));
    }
    return text + "</ul>\n";
  }

  [[nodiscard]] std::string causes() const {
    if (report_.causes.empty()) return {};
    auto text = fmt::format(
        "<section class=\"causes {}\" aria-labelledby=\"first\">\n<h2 id=\"first\">{}</h2>\n<ol>\n",
        verdict_class(report_),
        report_.verdict == Verdict::blocked ? "What to do first" : "What could not be looked at");
    for (const auto& cause : report_.causes)
      text += "<li>\n" + html_element("h3", "", cause.message) + '\n' + blocked(cause) +
              reasons(cause) +
              (cause.hard ? "<p class=\"hard\">Out of this user’s reach; no retry will help.</p>\n"
                          : "") +
              html_remedies(cause.remedies) +
              html_processes(processes_of(cause), report_.started_at) + "</li>\n";
    return text + "</ol>\n</section>\n";
  }

  // What stands above with what to do need not be open once more.
  [[nodiscard]] bool says_more_than_causes(std::size_t index) const {
    const auto& findings = report_.checks[index].findings;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const auto joins = [&](const Cause& cause) {
        return std::any_of(cause.joins.begin(), cause.joins.end(), [&](const FindingPlace& place) {
          return place.check == index && place.finding == i;
        });
      };
      if (findings[i].severity >= Severity::warning &&
          std::none_of(report_.causes.begin(), report_.causes.end(), joins))
        return true;
    }
    return false;
  }

  [[nodiscard]] std::string check(std::size_t index) const {
    const auto& check = report_.checks[index];
    const bool told = !check.findings.empty() || !check.outline.empty();
    auto text = fmt::format(
        "<article class=\"check {0}\" id=\"check-{1}\">\n<details{2}>\n<summary>"
        "<span class=\"badge\"><span aria-hidden=\"true\">{3}</span> {4}</span> "
        "<h3>{5} <code>{6}</code></h3> <span class=\"says\">{7}</span> "
        "<span class=\"spent\">{8}</span></summary>\n<div class=\"body\">\n",
        html_class(check.status), index + 1,
        says_more_than_causes(index) || (by_hand() && told) ? " open" : "", html_sign(check.status),
        word(check.status), html_text(check.check), html_text(check.target),
        html_text(check.summary), spent(check.duration));
    if (check.place)
      text += fmt::format("<p class=\"place\">asked for by <code>{}:{}</code></p>\n",
                          html_text(check.place->file), check.place->line);
    for (const auto& finding : check.findings)
      text += html_finding(finding, options_, report_.started_at);
    if (!check.outline.empty())
      text += "<h4 class=\"of-tree\">What was found</h4>\n" + html_tree(check.outline);
    text += html_values("Facts", check.facts);
    if (!told && (check.facts.is_null() || check.facts.empty()))
      text += "<p class=\"quiet\">Nothing more to tell.</p>\n";
    return text + "</div>\n</details>\n</article>\n";
  }

  [[nodiscard]] bool by_hand() const { return is_by_hand(report_); }

  // The tools are useless without the script, which shows them.
  [[nodiscard]] std::string checks() const {
    std::string text =
        "<section aria-labelledby=\"checks\">\n<div class=\"bar\"><h2 id=\"checks\">Checks</h2>\n"
        "<div id=\"tools\" role=\"search\" hidden>\n"
        "<label for=\"find\">Find</label> <input type=\"search\" id=\"find\" "
        "placeholder=\"port, library, path …\" autocomplete=\"off\" spellcheck=\"false\">\n"
        "<button type=\"button\" id=\"unfold\">Unfold all</button>\n"
        "<button type=\"button\" id=\"fold\">Fold all</button>\n"
        "</div></div>\n<p id=\"told\" role=\"status\"></p>\n";
    for (std::size_t i = 0; i < report_.checks.size(); ++i) text += check(i);
    return text + "</section>\n";
  }

  [[nodiscard]] std::string times() const {
    std::vector<std::size_t> order(report_.checks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto time = [&](std::size_t i) { return report_.checks[i].duration.count(); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return time(a) > time(b); });
    double sum = 0;
    for (const auto i : order) sum += time(i);
    const auto whole = std::max(sum, report_.duration.count());
    if (whole <= 0) return {};
    std::string rows;
    const auto add = [&](const std::string& name, double milliseconds) {
      rows += fmt::format(
          "<tr><th scope=\"row\">{}</th><td class=\"share\"><svg aria-hidden=\"true\" "
          "width=\"100%\" "
          "height=\"10\"><rect class=\"rest\" width=\"100%\" height=\"10\" rx=\"2\"/>"
          "<rect width=\"{:.2f}%\" height=\"10\" rx=\"2\"/></svg></td><td>{}</td></tr>\n",
          name, 100 * milliseconds / whole,
          spent(std::chrono::duration<double, std::milli>(milliseconds)));
    };
    for (const auto i : order)
      add(fmt::format("{} <code>{}</code>", html_text(report_.checks[i].check),
                      html_text(report_.checks[i].target)),
          time(i));
    if (whole - sum > whole / 100) add("around the checks", whole - sum);
    return "<section aria-labelledby=\"time\">\n<h2 id=\"time\">Where the time went</h2>\n"
           "<table class=\"times\"><thead><tr><th scope=\"col\">Check</th>"
           "<th scope=\"col\">Share</th><th scope=\"col\">Time</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table>\n</section>\n";
  }

  [[nodiscard]] std::string data() const {
    return "<section aria-labelledby=\"data\">\n<h2 id=\"data\">The facts behind it</h2>\n"
           "<details class=\"more raw\"><summary>The whole report as JSON</summary>\n"
           "<pre class=\"json\">" +
           html_escaped(render_json(report_, options_)) + "</pre></details>\n</section>\n";
  }

  [[nodiscard]] static std::string footer() {
    return "<footer>\n<p>Written by preflight " PREFLIGHT_VERSION
           ", which looked and changed nothing. This page loads nothing from anywhere and reads "
           "the same without its script.</p>\n</footer>\n";
  }

  const Report& report_;
  const RenderOptions& options_;
};

}  // namespace

std::string render_html(const Report& report, const RenderOptions& options) {
  return Html(report, options).render();
}

}  // namespace preflight
