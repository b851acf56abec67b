#include "checks/base/findings.hpp"

#include <utility>

namespace preflight {

Finding make_finding(std::string_view code, Severity severity, std::string message) {
  Finding finding;
  finding.code = code;
  finding.severity = severity;
  finding.message = std::move(message);
  return finding;
}

void advise(Finding& finding, std::string text, std::string command, Needs needs) {
  Remedy remedy{std::move(text), std::nullopt, needs};
  if (!command.empty()) remedy.command = std::move(command);
  finding.remedies.push_back(std::move(remedy));
}

}  // namespace preflight
