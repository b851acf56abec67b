#include "report/sarif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/clean.hpp"
#include "report/json.hpp"
#include "report/sha256.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// 3.27.10. What could not be looked at is no lesser evil: the verdict hangs on it.
std::string_view level(Severity severity) {
  constexpr std::string_view levels[] = {"note", "warning", "error", "error"};
  return levels[static_cast<std::size_t>(severity)];
}

std::string remedies_text(const std::vector<Remedy>& remedies) {
  std::string text;
  for (const auto& [what, command, needs] : remedies)
    text += fmt::format("\n-> {}{}{}", clean(what),
                        needs == Needs::admin ? " (needs an administrator)" : "",
                        command ? ": " + clean(*command) : "");
  return text;
}

// A plain text message, in which "[words](target)" would be a link (3.11.6): no name makes one.
std::string message(const CheckResult& check, const Finding& finding) {
  auto text =
      fmt::format("{} {}: {}", clean(check.check), clean(check.target), clean(finding.message));
  if (finding.cause) text += '\n' + clean(*finding.cause);
  text += remedies_text(finding.remedies);
  for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at))
    text.insert(at + 1, " ");
  return text;
}

std::string lines_of(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  auto text = fmt::format("\n\n{}:", title);
  for (const auto& line : lines) text += "\n- " + clean(line);
  return text;
}

Value rule(const std::string& code, const CodeHelp& help) {
  const auto meaning = help.meaning.empty() ? code : help.meaning;
  auto text =
      meaning + lines_of("Why it happens", help.causes) + lines_of("How to tell", help.tell);
  if (!help.remedies.empty()) text += "\n\nWhat helps:" + remedies_text(help.remedies);
  return {{"id", code},
          {"shortDescription", {{"text", meaning}}},
          {"fullDescription", {{"text", meaning}}},
          {"help", {{"text", text}}},
          {"properties", {{"tags", {code.substr(0, code.find('.'))}}}}};
}

struct Anchor {
  std::string file;
  std::size_t line;
  std::string_view kind;
};

Anchor anchor_of(const CheckResult& check, const RenderOptions& options) {
  if (check.place) return {check.place->file, check.place->line, "configuration"};
  if (!options.asked_by.empty()) return {options.asked_by, 1, "caller"};
  return {"preflight.json", 1, "none"};
}

Value location(const Anchor& anchor) {
  Value artifact{{"uri", sarif_uri(anchor.file)}};
  if (artifact["uri"].get_ref<const std::string&>().find("file:") != 0)
    artifact["uriBaseId"] = "%SRCROOT%";
  return {{"physicalLocation",
           {{"artifactLocation", std::move(artifact)}, {"region", {{"startLine", anchor.line}}}}}};
}

/// Gathers the run: rules as they are met, results, what could not be looked at.
class Sarif {
 public:
  Sarif(const Report& report, const RenderOptions& options) : report_(report), options_(options) {
    for (const auto& check : report.checks)
      for (const auto& finding : check.findings) add(check, finding);
  }

  [[nodiscard]] Value document() const {
    const Value driver{{"name", "preflight"},
                       {"version", PREFLIGHT_VERSION},
                       {"semanticVersion", PREFLIGHT_VERSION},
                       {"rules", rules_}};
    const Value run{{"tool", {{"driver", driver}}},
                    {"invocations", {invocation()}},
                    {"columnKind", "unicodeCodePoints"},
                    {"automationDetails", {{"id", "preflight/" + clean(report_.command) + "/"}}},
                    {"properties", {{"verdict", word(report_.verdict)}}},
                    {"results", results_}};
    return {{"$schema", schema}, {"version", "2.1.0"}, {"runs", {run}}};
  }

 private:
  std::size_t rule_index(const std::string& code) {
    const auto [at, added] = indices_.emplace(code, rules_.size());
    if (added) rules_.push_back(rule(code, options_.help ? options_.help(code) : CodeHelp{}));
    return at->second;
  }

  // The same finding of another day has the same: the place it stands at and the process that is
  // in the way are no part of it. Two alike of one check are numbered.
  std::string fingerprint(const CheckResult& check, const Finding& finding) {
    const auto whole = fmt::format("{}\n{}\n{}", finding.code, check.check, check.target);
    return fmt::format("{}:{}", to_hex(sha256(whole)).substr(0, 16), ++seen_[whole]);
  }

  void add(const CheckResult& check, const Finding& finding) {
    const auto anchor = anchor_of(check, options_);
    const auto code = clean(finding.code);
    const auto index = rule_index(code);
    const auto print = fingerprint(check, finding);
    Value result{
        {"ruleId", code},
        {"ruleIndex", index},
        {"level", level(finding.severity)},
        {"message", {{"text", message(check, finding)}}},
        {"locations", {location(anchor)}},
        // GitHub knows this name only ("Providing data to track code scanning alerts").
        {"partialFingerprints", {{"primaryLocationLineHash", print}, {"preflight/v1", print}}},
        {"properties",
         {{"severity", word(finding.severity)},
          {"hard", finding.hard},
          {"check", clean(check.check)},
          {"target", clean(check.target)},
          {"anchor", anchor.kind}}}};
    if (is_ignored(finding))
      result["suppressions"] = {{{"kind", "external"}, {"justification", "--ignore " + code}}};
    results_.push_back(std::move(result));
    if (finding.severity == Severity::error)
      unseen_.push_back({{"level", "error"},
                         {"message", {{"text", message(check, finding)}}},
                         {"associatedRule", {{"id", code}, {"index", index}}}});
  }

  // 3.20.14: it was no success where something could not be looked at.
  [[nodiscard]] Value invocation() const {
    const auto end =
        report_.started_at + std::chrono::floor<std::chrono::milliseconds>(report_.duration);
    Value object{{"executionSuccessful", unseen_.empty()},
                 {"exitCode", report_.exit_code},
                 {"exitCodeDescription", word(report_.verdict)},
                 {"startTimeUtc", rfc3339(report_.started_at)},
                 {"endTimeUtc", rfc3339(end)}};
    if (!report_.host.name.empty()) object["machine"] = report_.host.name;
    if (!unseen_.empty()) object["toolExecutionNotifications"] = unseen_;
    return object;
  }

  const Report& report_;
  const RenderOptions& options_;
  Value rules_ = Value::array();
  Value results_ = Value::array();
  Value unseen_ = Value::array();
  std::map<std::string, std::size_t> indices_{};
  std::map<std::string, std::size_t> seen_{};
};

bool is_plain(char c) {
  // RFC 3986, 2.3, and the slash.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

std::string sarif_uri(std::string_view path) {
  const bool drive = path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
  const bool share = path.starts_with("\\\\");
  const bool windows = !path.starts_with('/');
  std::string uri = drive ? "file:///" : share ? "file:" : path.starts_with('/') ? "file://" : "";
  if (uri.empty())
    while (path.starts_with("./") || path.starts_with(".\\")) path.remove_prefix(2);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '\\' && windows)
      uri += '/';
    else if (is_plain(c) || (drive && i == 1))
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

std::string render_sarif(const Report& report, const RenderOptions& options) {
  return to_document(Sarif(report, options).document());
}

}  // namespace preflight
