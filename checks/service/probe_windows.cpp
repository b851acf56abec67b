#include "checks/service/probe_windows.hpp"

#include <windows.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/service/events_windows.hpp"
#include "checks/service/files_windows.hpp"
#include "checks/service/hosts_windows.hpp"
#include "checks/service/registry_windows.hpp"
#include "checks/service/scm_windows.hpp"

namespace preflight::service {

namespace {

void read_registry(WindowsFacts& facts, Environment& environment) {
  const auto key = read_key("SYSTEM\\CurrentControlSet\\Services\\" + facts.key, facts.key_error);
  Complaints& complaints = facts.complaints;
  facts.marked_for_delete = number_value(key, "DeleteFlag", complaints).value_or(0) != 0;
  facts.environment =
      list_value(key, "Environment", complaints).value_or(std::vector<std::string>{});
  for (const auto& line : facts.environment) {
    const auto equals = line.find('=', 1);
    if (equals == std::string::npos) continue;
    const auto name = line.substr(0, equals);
    std::erase_if(environment, [&](const auto& one) { return lower(one.first) == lower(name); });
    environment.emplace_back(name, line.substr(equals + 1));
  }
  std::uint32_t error = 0;
  const auto control = read_key("SYSTEM\\CurrentControlSet\\Control", error);
  facts.pipe_timeout = number_value(control, "ServicesPipeTimeout", complaints);
}

bool exists(const FileLook& look) { return look.presence == Presence::there; }

// All programs that the text may mean are looked at, since the one that is meant may stand behind
// one that is found first. What a person meant has its header read as well.
void look_at_programs(WindowsFacts& facts, const Environment& environment, Deadline deadline) {
  for (const auto& candidate : facts.image.candidates) {
    facts.candidates.push_back(look_at(candidate.path));
    const auto& look = facts.candidates.back();
    const auto index = facts.candidates.size() - 1;
    // A program that is there but hidden from us is the one, too: what comes after is not reached.
    if (!facts.chosen && (exists(look) || look.presence == Presence::denied)) facts.chosen = index;
  }
  // The SCM starts every program in System32.
  if (facts.chosen)
    look_into_program(facts.candidates[*facts.chosen], facts, environment,
                      facts.windows_folder + "\\System32", deadline);
}

}  // namespace

WindowsFacts probe_windows(const std::string& name, bool inspect, Deadline deadline) {
  WindowsFacts facts;
  facts.asked = name;
  facts.windows_folder = windows_folder();
  facts.machine = native_machine();
  facts.safe_mode = GetSystemMetrics(SM_CLEANBOOT) != 0;
  ask_manager(facts, deadline);
  if (facts.key.empty()) return facts;
  const auto machine = machine_environment(facts.windows_folder);
  auto environment = machine;
  read_registry(facts, environment);
  if (!facts.config) return facts;
  // The SCM expands with its own environment; the service's comes on top in its process.
  facts.image = decode_image_path(facts.config->image, machine, facts.windows_folder);
  look_at_programs(facts, environment, deadline);
  look_at_host(facts, environment, deadline);
  // It tells why a start failed; of what runs, only a person wants to see it.
  const bool running = facts.status && facts.status->state == State::running;
  if (running && !inspect) return facts;
  Gap gap;
  facts.events = failures_of(facts.key, facts.config->display_name, deadline, gap);
  if (!facts.events) facts.gaps.push_back(std::move(gap));
  return facts;
}

}  // namespace preflight::service
