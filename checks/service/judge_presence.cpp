// Is there such a service, and does the SCM let anybody start it?
#include <fmt/format.h>

#include "checks/base/text.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

Finding& denied(Findings& findings, std::string message, std::uint32_t error) {
  auto& finding = add(findings, "service.access-denied", Severity::error, std::move(message),
                      fmt::format("Windows answers {}", in_words(error)));
  finding.hard = error == scm::access_denied;
  if (error == scm::access_denied)
    finding.remedies.push_back({"ask again as an administrator", std::nullopt, Needs::admin});
  finding.evidence = {{"error", error}};
  return finding;
}

void not_installed(const WindowsFacts& facts, Findings& findings) {
  auto& finding = add(findings, "service.not-installed", Severity::blocker,
                      fmt::format("there is no service '{}'", facts.asked),
                      "it was never installed, or has another name (error 1060)");
  const auto alike = near_names(facts.asked, facts.known);
  for (const auto& [name, shown] : alike) {
    if (lower(shown) == lower(facts.asked))
      finding.cause =
          fmt::format("'{}' is what people see; its name is {} (error 1060)", shown, name);
    const auto title = shown.empty() || shown == name ? "" : fmt::format(" ('{}')", shown);
    finding.remedies.push_back({fmt::format("is it {}{}?", name, title),
                                fmt::format("preflight diagnose-service {}", one_word(name)),
                                Needs::user});
  }
  if (facts.known_error != 0)
    finding.cause =
        fmt::format("which services there are cannot be seen: {}", in_words(facts.known_error));
  finding.remedies.push_back({"see all services",
                              "sc.exe query type= service state= all | findstr SERVICE_NAME",
                              Needs::user});
  finding.evidence = {{"error", facts.open_error}};
}

void marked(const WindowsFacts& facts, Findings& findings) {
  auto& finding =
      add(findings, "service.marked-for-delete", Severity::blocker,
          "it is marked for deletion and can be neither started nor installed again (error 1072)",
          "it still runs, or a program has it open: services.msc, Task Manager, Event Viewer");
  if (facts.status && facts.status->state != State::stopped)
    finding.remedies.push_back(
        by_admin("stop it", fmt::format("sc.exe stop {}", one_word(facts.key))));
  finding.remedies.push_back(
      {"close services.msc, Task Manager, Event Viewer and mmc, of all users who are logged on",
       std::nullopt, Needs::person});
  finding.remedies.push_back({"if it stays, reboot", std::nullopt, Needs::person});
}

void disabled(const WindowsFacts& facts, Findings& findings) {
  auto& finding = add(findings, "service.disabled", Severity::blocker,
                      "it is disabled; Windows refuses to start it (error 1058)");
  finding.remedies.push_back(by_admin(
      "let it be started", fmt::format("sc.exe config {} start= demand", one_word(facts.key))));
  finding.remedies.push_back(
      by_admin("or start it with the machine",
               fmt::format("sc.exe config {} start= auto", one_word(facts.key))));
}

}  // namespace

bool judge_presence(const WindowsFacts& facts, Findings& findings) {
  if (facts.manager_error != 0) {
    denied(findings, "the Service Control Manager cannot be asked", facts.manager_error);
    return false;
  }
  if (facts.open_error == scm::no_such_service || facts.open_error == scm::invalid_name) {
    not_installed(facts, findings);
    return false;
  }
  if (facts.open_error != 0) {
    denied(findings, fmt::format("'{}' exists, but this user may not look at it", facts.asked),
           facts.open_error);
    return false;
  }
  if (!facts.status) denied(findings, "its state may not be read", facts.status_error);
  if (!facts.config) denied(findings, "its configuration may not be read", facts.config_error);
  return true;
}

void judge_refusals(const WindowsFacts& facts, Findings& findings) {
  if (facts.key_error != 0)
    denied(findings, "its key in the registry may not be read", facts.key_error);
  for (const auto& complaint : facts.complaints)
    add(findings, "service.configuration", Severity::warning, complaint,
        "so Windows takes it as if it were not there");
  if (facts.marked_for_delete)
    marked(facts, findings);
  else if (facts.config && facts.config->start == Start::disabled && !is_running(facts))
    disabled(facts, findings);
  if (facts.safe_mode && !is_running(facts)) {
    auto& finding = add(findings, "service.not-started", Severity::warning,
                        "Windows runs in safe mode, where few services start (error 1084)");
    finding.remedies.push_back({"boot as usual", std::nullopt, Needs::person});
  }
}

}  // namespace preflight::service
