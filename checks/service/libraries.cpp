#include "checks/service/libraries.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

constexpr std::string_view arrow = " -> ";

bool is_windows(const imports::Facts& facts) {
  return !facts.closures.empty() && facts.closures.front().format == "PE";
}

std::string text_at(const Value& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return {};
  return object[key].get<std::string>();
}

// "app.exe -> middle.dll needs gone.dll": who asks, from the program on.
void tell_missing(bool windows, Finding& finding) {
  const auto library = text_at(finding.evidence, "library");
  auto chain = text_at(finding.evidence, "chain");
  const auto last = chain.rfind(arrow);
  if (library.empty() || last == std::string::npos) return;
  chain.resize(last);
  finding.message = fmt::format("{} needs {}, which {} does not find", chain, library,
                                windows ? "a service" : "the loader");
  finding.cause =
      windows ? "the process dies before it can do anything, with 0xC0000135; of a native service, "
                "error 1053 at once. It is looked for beside the program, in Windows' folders and "
                "in the machine's PATH, not in a user's"
              : "the loader ends it with exit code 127; it looks where the system and the unit "
                "tell it, not in the LD_LIBRARY_PATH of a user";
}

// pywin32's libraries come into the folders that services search by its own script.
void help_pywin32(Finding& finding) {
  const auto name = lower(text_at(finding.evidence, "library"));
  if (!name.starts_with("pywintypes") && !name.starts_with("pythoncom")) return;
  finding.remedies.insert(finding.remedies.begin(),
                          {"let pywin32 put its libraries where services find them",
                           "python -m pywin32_postinstall -install", Needs::admin});
}

void tell(const std::string& program, bool windows, std::string_view code, Finding& finding) {
  const bool missing = finding.code == "imports.missing-library" ||
                       (finding.code == "imports.debug-runtime" &&
                        finding.message.find(" is missing") != std::string::npos);
  if (missing)
    tell_missing(windows, finding);
  else if (windows && finding.cause)
    *finding.cause += ": of a native service, error 1053 at once";
  if (windows) help_pywin32(finding);
  if (!finding.evidence.is_object()) finding.evidence = Value::object();
  finding.evidence["imports"] = finding.code;
  finding.evidence["program"] = program;
  finding.code = code;
}

}  // namespace

Findings library_findings(const std::string& program, const imports::Facts& facts,
                          std::string_view code) {
  imports::Query query;
  query.file = program;
  Findings findings;
  for (auto& finding : imports::judge(query, facts)) {
    if (finding.severity == Severity::info) continue;
    if (finding.severity == Severity::blocker) tell(program, is_windows(facts), code, finding);
    findings.push_back(std::move(finding));
  }
  return findings;
}

bool tells_of_libraries(const Finding& finding) {
  return finding.evidence.is_object() && finding.evidence.contains("imports");
}

}  // namespace preflight::service
