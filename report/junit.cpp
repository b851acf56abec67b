#include "report/junit.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "report/clean.hpp"
#include "report/console.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

std::string seconds(std::chrono::duration<double, std::milli> span) {
  return fmt::format("{:.6f}", span.count() / 1000);
}

std::string told(const CheckResult& check, Severity least) {
  std::string text;
  for (const auto& finding : check.findings) {
    if (finding.severity < least) continue;
    text += fmt::format("{}: {}\n", finding.code, clean(finding.message));
    if (finding.cause) text += fmt::format("  {}\n", clean(*finding.cause));
    for (const auto& remedy : finding.remedies)
      text += fmt::format("  -> {}{}\n", clean(remedy.text),
                          remedy.command ? ": " + clean(*remedy.command) : "");
  }
  return text;
}

// Both schemas allow one failure or one error, and Ant's no skipped one.
void add_outcome(pugi::xml_node test_case, const CheckResult& check) {
  if (check.status == Status::skip) {
    test_case.append_child("skipped").text().set(clean(check.summary).c_str());
    return;
  }
  if (check.status != Status::fail && check.status != Status::error) return;
  auto outcome = test_case.append_child(check.status == Status::fail ? "failure" : "error");
  const auto& worst = check.findings.front();
  set(outcome, "type", worst.code);
  set(outcome, "message", clean(worst.message));
  outcome.text().set(told(check, Severity::error).c_str());
}

void add_check(pugi::xml_node suite, const CheckResult& check) {
  auto test_case = suite.append_child("testcase");
  set(test_case, "name", clean(check.target));
  set(test_case, "classname", "preflight." + clean(check.check));
  set(test_case, "time", seconds(check.duration));
  add_outcome(test_case, check);
}

struct Writer : pugi::xml_writer {
  std::string text{};
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::string render_junit(const Report& report, const RenderOptions& options) {
  pugi::xml_document document;
  auto suite = document.append_child("testsuites").append_child("testsuite");
  set(suite, "name", "preflight");
  set(suite, "package", "preflight");
  set(suite, "id", "0");
  set(suite, "timestamp", rfc3339(report.started_at).substr(0, 19));
  set(suite, "hostname", report.host.name.empty() ? "localhost" : clean(report.host.name));
  set(suite, "tests", std::to_string(report.checks.size()));
  set(suite, "failures", std::to_string(report.summary.fail));
  set(suite, "errors", std::to_string(report.summary.error));
  set(suite, "time", seconds(report.duration));
  auto properties = suite.append_child("properties");
  for (const auto& [name, value] : {std::pair{"verdict", std::string(word(report.verdict))},
                                    std::pair{"exit_code", std::to_string(report.exit_code)},
                                    std::pair{"version", std::string(PREFLIGHT_VERSION)}}) {
    auto property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  }
  for (const auto& check : report.checks) add_check(suite, check);
  const RenderOptions whole{false, true, options.width, false, true};
  suite.append_child("system-out").text().set(render_console(report, whole).c_str());
  suite.append_child("system-err");
  Writer writer;
  document.save(writer, "  ", pugi::format_indent, pugi::encoding_utf8);
  return writer.text;
}

}  // namespace preflight
