#include "report/html.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "report/html_assets.hpp"
#include "report/html_tree.hpp"
#include "report/sha256.hpp"
#include "tests/golden/reports.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/texts.hpp"

namespace preflight {

namespace {

using test::count;

std::vector<Report> every_report() {
  return {test::ready(),        test::orphan(),          test::family(),
          test::out_of_reach(), test::hanging(),         test::warnings(false),
          test::warnings(true), test::mixed(),           test::hostile(),
          test::ignored(),      test::many_readers(),    test::by_hand_holders(),
          test::only_skipped(), test::by_hand_imports(), Report{}};
}

// The names of elements that are open at the end, or the first that is closed out of turn.
std::string unbalanced(const std::string& page) {
  static const std::vector<std::string> empty_ones{"meta", "link", "input", "rect", "!doctype"};
  std::vector<std::string> open;
  for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find('>', at);
    const bool closing = page[at + 1] == '/';
    const auto begin = at + (closing ? 2 : 1);
    const auto name = page.substr(begin, page.find_first_of(" >\n/", begin) - begin);
    if (std::find(empty_ones.begin(), empty_ones.end(), name) != empty_ones.end()) continue;
    if (!closing) {
      open.push_back(name);
      // What stands in these is no markup.
      if (name == "style" || name == "script") at = page.find("</" + name, end) - 1;
      continue;
    }
    if (open.empty() || open.back() != name) return "</" + name + ">";
    open.pop_back();
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

Outline outline_of(std::initializer_list<std::pair<std::size_t, const char*>> lines) {
  Outline outline;
  for (const auto& [depth, text] : lines) outline.push_back({depth, text, "", Severity::info});
  return outline;
}

}  // namespace

TEST_CASE("every page closes what it opens", "[html]") {
  for (const auto& report : every_report()) CHECK(unbalanced(render_html(report, {})).empty());
}

TEST_CASE("a page's policy is that of the style and the script in it", "[html]") {
  const auto page = render_html(test::mixed(), {});
  const auto between = [&](const std::string& from, const std::string& to) {
    const auto begin = page.find(from) + from.size();
    return page.substr(begin, page.find(to, begin) - begin);
  };
  CHECK(between("<style>", "</style>") == html_style());
  CHECK(between("<script>", "</script>") == html_script());
  const auto policy = between("Policy\" content=\"", "\">");
  CHECK(policy.find("default-src 'none'") == 0);
  CHECK(policy.find("style-src 'sha256-" + to_base64(sha256(html_style())) + "'") !=
        std::string::npos);
  CHECK(policy.find("script-src 'sha256-" + to_base64(sha256(html_script())) + "'") !=
        std::string::npos);
  // A hash allows no attribute of style and no handler; none may be relied on.
  const auto rest = page.substr(page.find("<body>"), page.find("<script>") - page.find("<body>"));
  CHECK(rest.find(" style=") == std::string::npos);
  CHECK(rest.find(" onclick=") == std::string::npos);
  CHECK(page.find("http") == page.find("http-equiv"));
}

TEST_CASE("no name becomes markup, and nothing of it is hidden", "[html]") {
  auto report = test::hostile();
  const std::string evil = "</script><script>x()</script>\" onload='y' \xe2\x80\xae\x1b[2J\xff";
  auto& check = report.checks.front();
  check.target = check.summary = check.check = evil;
  auto& finding = check.findings.front();
  finding.message = finding.code = evil;
  finding.cause = evil;
  finding.evidence = {{evil, evil}, {"lines", {evil}}};
  finding.remedies = {{evil, evil, Needs::admin}};
  auto& process = finding.processes.front();
  process.name = evil;
  process.path = process.command_line = process.user = process.service = process.started_by = evil;
  check.facts = {{evil, evil}};
  check.outline = {{0, evil, evil, Severity::blocker}};
  check.place = Place{evil, 1};
  report.host.name = report.host.user = report.host.os_version = evil;
  report.command = evil;
  report.causes.front().message = evil;
  const auto page = render_html(report, {.help = [&](std::string_view) {
                                  return CodeHelp{evil, {evil}, {evil}, {}};
                                }});
  CHECK(count(page, "<script") == 1);
  CHECK(count(page, "</script") == 1);
  CHECK(page.find("&lt;/script&gt;") != std::string::npos);
  CHECK(page.find("\\u202e\\x1b[2J\\xff") != std::string::npos);
  CHECK(page.find("\xe2\x80\xae") == std::string::npos);
  CHECK(unbalanced(page).empty());
  for (const char byte : page) CHECK((byte == '\n' || static_cast<unsigned char>(byte) >= 0x20));
}

TEST_CASE("the page tells all that there is", "[html]") {
  const auto page = render_html(test::mixed(), {});
  CHECK(page.find("<h1>Blocked</h1>") != std::string::npos);
  CHECK(page.find("<div class=\"command\"><code>kill 4242</code></div>") != std::string::npos);
  CHECK(page.find("/srv/app/venv/bin/python3 -m uvicorn") != std::string::npos);
  CHECK(page.find("shell bash (70)") != std::string::npos);
  CHECK(page.find("&quot;timeout_ms&quot;: 10000") != std::string::npos);
  // Open is what went wrong and does not stand above already.
  CHECK(count(page, "<article class=\"check ") == 5);
  CHECK(count(page, "<details open>\n<summary><span class=\"badge\">") == 2);
}

TEST_CASE("the table of processes names a program that its command line does not", "[html]") {
  auto report = test::orphan();
  const auto named = [&] {
    return count(render_html(report, {}), "<th scope=\"col\">Program</th>") > 0;
  };
  CHECK_FALSE(named());
  for (auto& check : report.checks)
    for (auto& finding : check.findings)
      for (auto& process : finding.processes) process.command_line = "python3 -m uvicorn";
  CHECK(named());
}

TEST_CASE("one process that does two things is one row", "[html]") {
  const auto page = render_html(test::orphan(), {});
  const auto cause = page.substr(page.find("class=\"causes"),
                                 page.find("id=\"checks\"") - page.find("class=\"causes"));
  CHECK(count(cause, ">4242</td>") == 1);
  CHECK(cause.find(">listener, writer, shared, reserved</td>") != std::string::npos);
}

TEST_CASE("a tree opens where something is wrong", "[html]") {
  auto outline = outline_of({{0, "app"}, {1, "good"}, {2, "deep"}, {1, "bad"}, {2, "missing"}});
  outline.back().tone = Severity::blocker;
  CHECK(html_tree(outline) ==
        "<ul class=\"tree\">\n"
        "<li><details open><summary><span class=\"node\">app</span></summary><ul>\n"
        "<li><details><summary><span class=\"node\">good</span></summary><ul>\n"
        "<li><div class=\"leaf\"><span class=\"node\">deep</span></div></li>\n"
        "</ul></details></li>\n"
        "<li><details open><summary><span class=\"node\">bad</span></summary><ul>\n"
        "<li><div class=\"leaf\"><span class=\"sign fail\">blocker</span> "
        "<span class=\"node\">missing</span></div></li>\n"
        "</ul></details></li>\n"
        "</ul></details></li>\n"
        "</ul>\n");
}

TEST_CASE("a list is a tree without folds, and a leap in depth is no hole", "[html]") {
  CHECK(count(html_tree(outline_of({{0, "a"}, {0, "b"}})), "<details") == 0);
  CHECK(html_tree({}).empty());
  CHECK(unbalanced(html_tree(outline_of({{3, "a"}, {7, "b"}, {1, "c"}, {0, "d"}}))).empty());
  Outline abyss;
  for (std::size_t depth = 0; depth < 5000; ++depth) abyss.push_back({depth, "x", "", {}});
  const auto tree = html_tree(abyss);
  CHECK(unbalanced(tree).empty());
  CHECK(count(tree, "<span class=\"node\">x</span>") == 5000);
  CHECK(count(tree, "<details") < 130);
}

}  // namespace preflight
