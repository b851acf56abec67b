// What the state of a service and its last end say.
#include <fmt/format.h>

#include <algorithm>

#include "checks/codes/codes.hpp"
#include "checks/service/events.hpp"
#include "checks/service/host_settings.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/log_tail.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

bool is_under_host(const WindowsFacts& facts) {
  return facts.host.kind == Host::nssm || facts.host.kind == Host::srvany ||
         facts.host.kind == Host::winsw;
}

// The newest failure that the log tells is what the last start came to, where the state itself only
// says that there was none.
std::uint32_t last_error_of(const WindowsFacts& facts) {
  const auto code = facts.status->exit_code;
  if (code != 0 && code != scm::never_started) return code;
  if (facts.events && !facts.events->empty() && facts.events->front().error)
    return *facts.events->front().error;
  return code;
}

void show_log(const WindowsFacts& facts, Finding& finding) {
  if (facts.log_tail.empty()) return;
  const auto words = telling_line(facts.log_tail);
  if (!finding.cause) finding.cause = fmt::format("its last words: {}", words);
  finding.evidence["log"] = facts.log_path;
}

void keep_words(const WindowsFacts& facts, Finding& finding) {
  if (facts.host.kind != Host::nssm || !facts.host.stderr_path.empty()) return;
  finding.remedies.push_back(
      by_admin("let NSSM keep what it says, to read it next time",
               fmt::format("nssm set {} AppStderr C:\\FOLDER\\error.log", one_word(facts.key))));
}

bool is_service_program(const FileLook& look) {
  return look.header && look.header->dispatcher == Dispatcher::imported;
}

// The command that a person runs to see why it dies, as the SCM runs it.
void by_hand(const WindowsFacts& facts, Finding& finding) {
  const bool hosted = is_under_host(facts) && !facts.host.program.path.empty();
  const auto* look = hosted ? &facts.host.program : chosen_file(facts);
  if (look == nullptr || facts.host.kind == Host::svchost) return;
  const auto arguments = hosted ? facts.host.parameters : arguments_text(facts);
  const auto folder = facts.host.directory ? *facts.host.directory
                      : hosted             ? std::string(folder_of(look->path))
                                           : facts.windows_folder + "\\System32";
  finding.remedies.push_back(by_admin(
      is_service_program(*look)
          ? "run it by hand: exit code 1063 only means that it loads; any other is the cause"
          : "run it by hand, where the service runs, and read what it says",
      fmt::format("cd /d {} && \"{}\"{}{} & call echo exit code %^errorlevel%", one_word(folder),
                  look->path, arguments.empty() ? "" : " ", arguments)));
}

/// Folder of python.exe. pythonservice.exe stands beside it, in older releases of pywin32 below it.
std::string_view python_folder(std::string_view service_program) {
  const auto folder = folder_of(service_program);
  return folder.substr(0, folder.find("\\Lib\\site-packages"));
}

// What its import of modules says is seen by nobody: the process dies before it has a log.
void by_python(const WindowsFacts& facts, Finding& finding) {
  const auto* look = chosen_file(facts);
  if (look == nullptr) return;
  const auto python = fmt::format("\"{}\\python.exe\"", python_folder(look->path));
  finding.remedies.push_back(
      by_admin("import as a service does what every service in Python imports",
               fmt::format("preflight check --python {} --module win32serviceutil "
                           "--module servicemanager",
                           python)));
  const std::string_view script = facts.host.python_class;
  const auto name = base_name(script.substr(0, script.rfind('.')));
  if (name.empty()) return;
  finding.remedies.push_back(
      by_admin("let the service's own script run it, with its errors",
               fmt::format("cd /d \"{}\" && {} \"{}.py\" debug", folder_of(script), python, name)));
}

void timeout(const WindowsFacts& facts, std::uint32_t code, Findings& findings) {
  auto& finding = add(findings, "service.start-timeout", Severity::blocker,
                      fmt::format("its last start ended with error {}", in_words(code)),
                      fmt::format("if the error comes at once, the process died before it could "
                                  "answer; if it comes after {} s, the program hangs or is slow. "
                                  "More time helps only the second",
                                  facts.pipe_timeout.value_or(30000) / 1000));
  finding.remedies.push_back(by_admin(
      "see which of the two it is",
      fmt::format("powershell \"Measure-Command {{ sc.exe start {} }}\"", one_word(facts.key))));
  by_hand(facts, finding);
  if (facts.host.kind == Host::pywin32) by_python(facts, finding);
}

void logon(const WindowsFacts& facts, Findings& findings) {
  const auto account = facts.config ? facts.config->account : std::string{};
  auto& finding =
      add(findings, "service.logon-failed", Severity::blocker,
          fmt::format("its account {} could not log on (error 1069)", account),
          "the password has changed or expired, the account is locked, or it lacks the right to "
          "log on as a service (event 7041)");
  finding.remedies.push_back(by_admin("give the SCM the password again",
                                      fmt::format("sc.exe config {} obj= {} password= PASSWORD",
                                                  one_word(facts.key), one_word(account))));
  finding.remedies.push_back(
      by_admin("give the account the right 'Log on as a service'", "secpol.msc"));
}

// 1066 of NSSM is the exit code of its program, or one of its own few.
void ended_under_host(const WindowsFacts& facts, Findings& findings) {
  const auto code = facts.status->service_exit;
  const auto* row = codes::find(codes::Family::nssm, code);
  const auto own = row == nullptr ? std::string_view{} : row->says;
  auto& finding =
      add(findings, "service.exited", Severity::blocker,
          own.empty() ? fmt::format("its program ended with exit code {}",
                                    is_ntstatus(code) ? in_words(code) : std::to_string(code))
                      : fmt::format("{} (code {}), or the program itself ended so", own, code));
  if (is_ntstatus(code)) finding.code = "service.crashed";
  show_log(facts, finding);
  by_hand(facts, finding);
  keep_words(facts, finding);
}

void ended(const WindowsFacts& facts, std::uint32_t code, Findings& findings) {
  if (code == scm::own_error && facts.host.kind == Host::nssm)
    return ended_under_host(facts, findings);
  const auto own = facts.status->service_exit;
  const bool died = code == scm::aborted || is_ntstatus(code) || is_ntstatus(own);
  auto message = code == scm::own_error
                     ? fmt::format("it stopped with an error of its own: {}{}", own,
                                   is_ntstatus(own) ? ", " + in_words(own) : "")
                 : died ? fmt::format("its process died with {}", in_words(code))
                        : fmt::format("it stopped with error {}", in_words(code));
  auto& finding = add(findings, died ? "service.crashed" : "service.exited", Severity::blocker,
                      std::move(message));
  show_log(facts, finding);
  if (!finding.cause && code == scm::own_error)
    finding.cause = "what the number means, only the program's own documents and log can tell";
  // A service program that stopped in good order only says 1063 to whoever runs it by hand.
  const auto* look = chosen_file(facts);
  if (died || look == nullptr || !is_service_program(*look)) by_hand(facts, finding);
  finding.remedies.push_back({"see what it wrote into the log Application",
                              "wevtutil qe Application /c:5 /rd:true /f:text", Needs::user});
}

void stopped(const WindowsFacts& facts, Findings& findings) {
  const auto code = last_error_of(facts);
  if (code == 0 || code == scm::never_started) return;
  const bool explained = has_blocker(findings);
  const auto first = findings.size();
  if (code == scm::timed_out || code == scm::hung)
    timeout(facts, code, findings);
  else if (code == scm::logon_failed)
    logon(facts, findings);
  else if (code == scm::dependency_failed || code == scm::dependency_deleted)
    add(findings, "service.dependency-failed", Severity::blocker,
        fmt::format("its last start ended with error {}", in_words(code)),
        "what it needs is there now, as far as can be seen; try again")
        .remedies.push_back(
            by_admin("start it", fmt::format("sc.exe start {}", one_word(facts.key))));
  else
    ended(facts, code, findings);
  // What stands above is enough reason for it; this only says that it was tried.
  for (std::size_t i = first; explained && i < findings.size(); ++i) {
    findings[i].severity = Severity::info;
    findings[i].remedies.clear();
  }
}

void pending(const WindowsFacts& facts, Findings& findings) {
  const bool starting = facts.status->state == State::start_pending;
  auto& finding = add(
      findings, "service.slow-start", starting ? Severity::warning : Severity::blocker,
      starting ? fmt::format("it is starting (pid {})", facts.status->pid)
               : fmt::format("it is stopping (pid {}); it cannot be started before it has ended "
                             "(error 1056)",
                             facts.status->pid),
      starting ? "if it stays so, the program hangs before it says that it runs"
               : "if it stays so, it hangs");
  finding.remedies.push_back(
      {"look again", fmt::format("sc.exe queryex {}", one_word(facts.key)), Needs::user});
  if (facts.status->pid != 0 && facts.host.kind != Host::svchost)
    finding.remedies.push_back(by_admin("if nothing moves, end it",
                                        fmt::format("taskkill /f /pid {}", facts.status->pid)));
}

void gone(const WindowsFacts& facts, Findings& findings) {
  auto& finding =
      add(findings, "service.crashed", Severity::blocker,
          fmt::format("Windows takes it as running, but its process {} is gone", facts.status->pid),
          facts.log_tail.empty() ? "it died without saying that it stops" : "");
  if (facts.log_tail.empty())
    finding.cause = "it died without saying that it stops";
  else
    finding.cause.reset();
  show_log(facts, finding);
  by_hand(facts, finding);
}

void paused(const WindowsFacts& facts, Findings& findings) {
  const auto name = one_word(facts.key);
  if (facts.host.kind != Host::nssm) {
    add(findings, "service.not-started", Severity::warning, "it is paused")
        .remedies.push_back(by_admin("let it go on", fmt::format("sc.exe continue {}", name)));
    return;
  }
  auto& finding =
      add(findings, "service.throttled", Severity::blocker,
          fmt::format("its program ends within {} ms of every start, so NSSM waits between them "
                      "(PAUSED)",
                      facts.host.throttle.value_or(1500)));
  show_log(facts, finding);
  if (!finding.cause)
    finding.cause = "NSSM starts it again after 2, 4, 8 ... 256 s; what it says is kept nowhere";
  by_hand(facts, finding);
  keep_words(facts, finding);
  finding.remedies.push_back(
      by_admin("when it is mended, do not wait", fmt::format("sc.exe continue {}", name)));
}

}  // namespace

void judge_end(const WindowsFacts& facts, Findings& findings) {
  if (!facts.status) return;
  switch (facts.status->state) {
    case State::stopped:
      return stopped(facts, findings);
    case State::start_pending:
    case State::stop_pending:
      return facts.status->process_gone ? gone(facts, findings) : pending(facts, findings);
    case State::running:
    case State::continue_pending:
    case State::pause_pending:
      if (facts.status->process_gone) gone(facts, findings);
      return;
    case State::paused:
      return facts.status->process_gone ? gone(facts, findings) : paused(facts, findings);
  }
}

}  // namespace preflight::service
