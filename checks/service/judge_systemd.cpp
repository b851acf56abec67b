#include "checks/service/judge_systemd.hpp"
#include "checks/base/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/near_names.hpp"
#include "checks/service/systemd_name.hpp"

namespace preflight::service {

namespace {

Finding not_found(const Query& query, const SystemdFacts& facts) {
  auto finding = make_finding("service.not-installed", Severity::blocker,
                              fmt::format("systemd knows no unit {}", facts.name));
  std::vector<KnownName> known;
  for (const auto& name : facts.known_names)
    known.push_back({name, name.substr(0, name.rfind('.'))});
  const auto alike = near_names(query.name, known);
  if (alike.empty()) {
    finding.cause =
        "the name is wrong, its package is not installed, or its file is new and systemd "
        "has not read it";
    advise_on_unit(finding, "if its file is new, let systemd read its files again",
                   "sudo systemctl daemon-reload");
    advise_on_unit(finding, "see which there are", "systemctl list-unit-files --type=service",
                   Needs::user);
  }
  for (const auto& one : alike)
    advise_on_unit(finding, fmt::format("did you mean {}?", one.name),
                   fmt::format("preflight diagnose-service {}", quote_argument(one.name)),
                   Needs::nothing);
  return finding;
}

Finding without_instance(const SystemdFacts& facts) {
  const auto at = facts.name.find('@');
  auto finding = make_finding("service.not-installed", Severity::blocker,
                              fmt::format("{} is a template: it starts only as {}@NAME", facts.name,
                                          facts.name.substr(0, at)));
  advise_on_unit(finding, "name an instance",
                 fmt::format("preflight diagnose-service {}@NAME", facts.name.substr(0, at)),
                 Needs::user);
  return finding;
}

Finding masked(const Unit& unit) {
  auto finding = make_finding("service.masked", Severity::blocker,
                              fmt::format("{} is masked: nothing can start it", unit.id));
  finding.cause = unit.fragment_path.empty()
                      ? "its file is a link to /dev/null"
                      : fmt::format("{} is a link to /dev/null, or empty", unit.fragment_path);
  advise_on_unit(finding, "unmask it, if it was not masked on purpose",
                 fmt::format("sudo systemctl unmask {}{}",
                             unit.unit_file_state == "masked-runtime" ? "--runtime " : "",
                             quote_argument(unit.id)));
  return finding;
}

Finding bad_file(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  auto finding = make_finding("service.configuration", Severity::blocker,
                              fmt::format("systemd does not accept the file of {}", unit.id));
  finding.cause = last_words(facts).value_or(unit.load_error);
  advise_on_unit(
      finding, "see which line is wrong",
      fmt::format("systemd-analyze verify {}",
                  quote_argument(unit.fragment_path.empty() ? unit.id : unit.fragment_path)),
      Needs::user);
  finding.evidence = {{"load_state", unit.load_state}, {"load_error", unit.load_error}};
  return finding;
}

void judge_needs(const SystemdFacts& facts, Findings& findings) {
  for (const auto& need : facts.needs) {
    const bool missing = need.load_state == "not-found";
    const bool stuck = missing || need.load_state == "masked" || need.load_state == "bad-setting" ||
                       need.load_state == "error";
    if (!stuck && !has_failed(need)) continue;
    auto finding =
        make_finding("service.dependency-failed", Severity::blocker,
                     missing ? fmt::format("it requires {}, which does not exist", need.id)
                             : fmt::format("it requires {}, which is {}", need.id,
                                           stuck ? need.load_state : state_of(need)));
    if (missing)
      advise_on_unit(finding, "install what brings it, or take it out of Requires= and BindsTo=",
                     fmt::format("sudo systemctl edit --full {}", quote_argument(facts.unit.id)));
    else
      advise_on_unit(finding, "see why",
                     fmt::format("preflight diagnose-service {}", quote_argument(need.id)),
                     Needs::user);
    findings.push_back(std::move(finding));
  }
}

/// What systemd said last of the unit; null where it said nothing that is seen.
const JournalEntry* last_of_systemd(const SystemdFacts& facts) {
  const auto& entries = facts.journal.entries;
  const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                  [](const JournalEntry& entry) { return entry.by_systemd; });
  return found == entries.rend() ? nullptr : &*found;
}

// As job.c of systemd has it, which gives this the same message id as a start: the first since 250,
// the other before, and of ExecCondition=.
bool tells_of_skip(std::string_view message) {
  return message.find(" was skipped because of an unmet condition check ") != message.npos ||
         (message.starts_with("Condition check resulted in ") &&
          message.ends_with("being skipped."));
}

// A condition that is not met makes `systemctl start` succeed and do nothing. A unit that nothing
// refers to is forgotten at once, and then the journal alone knows of it.
void judge_conditions(const SystemdFacts& facts, Findings& findings) {
  const auto& unit = facts.unit;
  if (unit.active_state != "inactive") return;
  const auto* last = last_of_systemd(facts);
  const bool skipped = last != nullptr && tells_of_skip(last->message);
  const bool condition = unit.condition_at != 0 && !unit.condition_result;
  const bool assertion = unit.assert_at != 0 && !unit.assert_result && !condition;
  if (!skipped && !condition && !assertion && unit.result != "exec-condition") return;
  auto finding = make_finding("service.condition", Severity::blocker,
                              fmt::format("it was skipped: {} of its unit was not met",
                                          assertion ? "an assertion" : "a condition"));
  if (skipped && last->message.ends_with(").")) {
    const auto open = last->message.rfind(" (") + 2;
    finding.cause = "not met: " + last->message.substr(open, last->message.size() - open - 2);
  } else if (unit.result == "exec-condition" || skipped) {
    finding.cause = "the command of ExecCondition= said no";
  }
  advise_on_unit(finding, "see what the unit asks for",
                 fmt::format("systemctl cat {}", quote_argument(unit.id)), Needs::user);
  findings.push_back(std::move(finding));
}

void judge_state(const SystemdFacts& facts, Findings& findings) {
  const auto& unit = facts.unit;
  if (unit.sub_state == "auto-restart") {
    auto finding =
        make_finding("service.throttled", Severity::blocker,
                     fmt::format("it fails again and again: systemd waits before start number {}",
                                 unit.restarts + 1));
    advise_on_unit(finding, "stop the circle while you look for the reason",
                   fmt::format("sudo systemctl stop {}", quote_argument(unit.id)));
    findings.push_back(std::move(finding));
  } else if (unit.active_state == "activating" || unit.active_state == "deactivating") {
    auto finding = make_finding(
        "service.slow-start", Severity::warning,
        fmt::format("it is {} ({})", unit.active_state == "activating" ? "starting" : "stopping",
                    unit.sub_state));
    if (unit.type.starts_with("notify") && unit.sub_state == "start")
      finding.cause = fmt::format("Type={} waits for READY=1 of sd_notify, at most {}", unit.type,
                                  unit.start_timeout);
    findings.push_back(std::move(finding));
  }
}

void judge_settings(const SystemdFacts& facts, Findings& findings) {
  const auto& unit = facts.unit;
  if (unit.need_reload) {
    auto finding =
        make_finding("service.configuration", Severity::warning,
                     "its unit file was changed, and systemd still uses what it read before");
    advise_on_unit(finding, "let systemd read it again", "sudo systemctl daemon-reload");
    findings.push_back(std::move(finding));
  }
  if (unit.unit_file_state == "disabled" && unit.triggered_by.empty()) {
    auto finding =
        make_finding("service.disabled", is_up(unit) ? Severity::info : Severity::warning,
                     "it is not enabled: it does not start when the machine does");
    advise_on_unit(finding, "enable it, if it is to",
                   fmt::format("sudo systemctl enable {}", quote_argument(unit.id)));
    findings.push_back(std::move(finding));
  }
  if (!is_up(unit) && !has_failed(unit) && unit.active_state == "inactive") {
    auto finding = make_finding("service.not-started", Severity::info, "it does not run");
    finding.cause = unit.triggered_by.empty()
                        ? "nobody has started it, or it ended as it should"
                        : fmt::format("it is started by {}", fmt::join(unit.triggered_by, ", "));
    advise_on_unit(finding, "start it",
                   fmt::format("sudo systemctl start {}", quote_argument(unit.id)));
    findings.push_back(std::move(finding));
  }
}

void judge_gaps(const SystemdFacts& facts, Findings& findings) {
  for (const auto& gap : facts.gaps) {
    auto finding =
        make_finding("check.denied", Severity::error, fmt::format("{} {}", gap.what, gap.reason));
    if (gap.error.code != 0) finding.evidence = {{"error", symbol(gap.error)}};
    findings.push_back(std::move(finding));
  }
  if (facts.journal_unseen.empty()) return;
  // The state does not come from the journal; it tells why.
  auto finding =
      make_finding("check.denied", Severity::info,
                   fmt::format("its journal could not be read: {}", facts.journal_unseen));
  advise_on_unit(finding, "run the same as root, or as a member of the group systemd-journal");
  findings.push_back(std::move(finding));
}

void judge_log(const Query& query, const SystemdFacts& facts, Findings& findings) {
  if (!query.inspect || facts.journal.entries.empty()) return;
  auto finding = make_finding("service.log", Severity::info, "the last lines of its journal");
  const auto lines = told_of(facts).log_tail;
  finding.cause = "the last: " + lines.back();
  finding.evidence = {{"lines", lines}};
  findings.push_back(std::move(finding));
}

}  // namespace

void advise_on_unit(Finding& finding, std::string text, std::string command, Needs needs) {
  advise(finding, std::move(text), std::move(command), needs);
}

bool is_up(const Unit& unit) {
  return unit.active_state == "active" || unit.active_state == "reloading";
}

bool has_failed(const Unit& unit) {
  return unit.active_state == "failed" || unit.sub_state == "auto-restart" ||
         (unit.active_state == "inactive" && !unit.result.empty() && unit.result != "success" &&
          unit.result != "exec-condition");
}

Findings judge(const Query& query, const SystemdFacts& facts) {
  Findings findings;
  const auto& unit = facts.unit;
  if (is_template(facts.name)) {
    findings.push_back(without_instance(facts));
  } else if (unit.load_state == "not-found") {
    findings.push_back(not_found(query, facts));
  } else if (unit.load_state == "masked") {
    findings.push_back(masked(unit));
  } else if (unit.load_state == "bad-setting" || unit.load_state == "error") {
    findings.push_back(bad_file(facts));
  } else if (!unit.load_state.empty()) {
    auto files = judge_files(facts);
    judge_state(facts, findings);
    if (has_failed(unit))
      for (auto& finding : judge_failure(facts, files)) findings.push_back(std::move(finding));
    judge_conditions(facts, findings);
    if (!is_up(unit)) judge_needs(facts, findings);
    // What it ran with is gone, which matters at its next start only.
    for (auto& finding : files)
      if (is_up(unit) && finding.severity == Severity::blocker)
        finding.severity = Severity::warning;
    // What is wrong now comes before how it ended then.
    findings.insert(findings.begin(), files.begin(), files.end());
    judge_settings(facts, findings);
    judge_log(query, facts, findings);
  }
  judge_gaps(facts, findings);
  return findings;
}

std::string state_of(const Unit& unit) {
  if (unit.load_state != "loaded") return unit.load_state;
  return has_failed(unit) ? fmt::format("{} ({})", unit.active_state, unit.result)
                          : fmt::format("{} ({})", unit.active_state, unit.sub_state);
}

Told told_of(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  Told told;
  const auto some = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  if (!unit.load_state.empty()) told.state = state_of(unit);
  told.start_type = some(unit.unit_file_state);
  for (const auto& command : unit.commands) {
    if (command.stage != Stage::start || told.program) continue;
    told.program = command.path;
    std::string word;
    for (const char c :
         command.line.substr(std::min(command.line.find(' '), command.line.size()))) {
      if (c != ' ') word += c;
      if (c == ' ' && !word.empty()) told.arguments.push_back(std::exchange(word, {}));
    }
    if (!word.empty()) told.arguments.push_back(word);
  }
  told.working_directory = some(unit.working_directory);
  if (unit.load_state == "loaded") told.account = unit.user.empty() ? "root" : unit.user;
  if (unit.main_code == 1) told.exit_code = unit.main_status;
  for (const auto& need : facts.needs) told.dependencies.push_back({need.id, state_of(need)});
  for (const auto& entry : facts.journal.entries)
    told.log_tail.push_back(entry.identifier.empty() ? entry.message
                                                     : entry.identifier + ": " + entry.message);
  return told;
}

}  // namespace preflight::service
