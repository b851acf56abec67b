#include "checks/service/judge_scm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/service/host_settings.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

std::string_view word(State state) {
  constexpr std::string_view words[] = {"",        "stopped",         "starting", "stopping",
                                        "running", "about to run on", "pausing",  "paused"};
  const auto index = static_cast<std::size_t>(state);
  return index < std::size(words) ? words[index] : "in an unknown state";
}

std::string_view word(Start start) {
  constexpr std::string_view words[] = {"boot", "system", "auto", "manual", "disabled"};
  const auto index = static_cast<std::size_t>(start);
  return index < std::size(words) ? words[index] : "unknown";
}

bool is_hosted(const WindowsFacts& facts) {
  return facts.host.application && !facts.host.application->empty();
}

std::string what_runs(const WindowsFacts& facts) {
  const auto* look = chosen_file(facts);
  if (is_hosted(facts))
    return facts.host.program.path.empty() ? *facts.host.application : facts.host.program.path;
  return look == nullptr ? facts.image.text : look->path;
}

std::string where_it_runs(const WindowsFacts& facts) {
  if (facts.host.directory) return *facts.host.directory;
  if (is_hosted(facts)) return std::string(folder_of(facts.host.program.path));
  return facts.windows_folder + "\\System32";
}

std::string state_of(const DependencyLook& look) {
  if (look.group) return "group";
  if (look.error == scm::no_such_service) return "missing";
  if (!look.status) return "unknown";
  return std::string(word(look.status->state));
}

}  // namespace

std::string state_line(const WindowsFacts& facts) {
  if (!facts.status) return facts.key.empty() ? "not found" : "installed";
  const auto& status = *facts.status;
  auto line = std::string(word(status.state));
  if (status.pid != 0 && status.state != State::stopped)
    line += fmt::format(" (pid {})", status.pid);
  if (status.state != State::stopped) return line;
  if (status.exit_code == scm::never_started) return line + ", not started since boot";
  return status.exit_code == 0 ? line : line + ", last end " + in_words(status.exit_code);
}

Told told_of(const WindowsFacts& facts) {
  Told told;
  if (facts.status) {
    told.state = word(facts.status->state);
    told.exit_code = facts.status->exit_code;
    if (facts.status->exit_code == scm::own_error)
      told.service_exit_code = facts.status->service_exit;
  }
  if (!facts.config) return told;
  told.start_type = word(facts.config->start);
  if (facts.host.kind != Host::none) told.host = lower(host_name(facts.host.kind));
  told.program = what_runs(facts);
  told.arguments =
      split_arguments(is_hosted(facts) ? facts.host.parameters : arguments_text(facts));
  told.working_directory = where_it_runs(facts);
  if (!facts.config->account.empty()) told.account = facts.config->account;
  for (const auto& look : facts.dependencies)
    told.dependencies.push_back({look.name, state_of(look)});
  told.log_tail = facts.log_tail;
  return told;
}

Findings judge_windows(const Query& query, const WindowsFacts& facts) {
  Findings findings;
  if (!judge_presence(facts, findings)) return findings;
  judge_refusals(facts, findings);
  judge_program(facts, findings);
  judge_host(facts, findings);
  judge_dependencies(facts, findings);
  judge_end(facts, findings);
  judge_recovery(facts, findings);
  if (query.inspect) describe(facts, findings);
  return findings;
}

}  // namespace preflight::service
