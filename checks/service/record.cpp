#include <algorithm>

#include "checks/recorded.hpp"
#include "checks/service/record_service.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

Outcome judged_as_recorded(const Query& query, const Facts& facts) {
  auto again = facts;
  for (auto& need : again.needs)
    if (!need.record.is_null())
      if (auto findings = judged_again(need)) need.findings = *std::move(findings);
  return judged(query, again);
}

}  // namespace

std::string_view recorded_flaw(const FileLook& look) {
  return look.drive == Drive::local || look.path.size() >= 2 ? "" : "has a path without its drive";
}

std::string_view recorded_flaw(const WindowsFacts& facts) {
  const auto count = facts.candidates.size();
  if (count > facts.image.candidates.size() || (facts.chosen && *facts.chosen >= count))
    return "names a program that is not in its list";
  // Without a choice all of them were looked at.
  const bool driver = facts.config && (facts.config->type & scm::driver_types) != 0;
  return facts.config && !driver && !facts.chosen && count < facts.image.candidates.size()
             ? "has a program that was not looked at"
             : "";
}

std::string_view recorded_flaw(const SystemdFacts& facts) {
  const auto count = facts.unit.commands.size();
  return std::all_of(facts.programs.begin(), facts.programs.end(),
                     [count](const ProgramLook& look) { return look.command < count; })
             ? ""
             : "names a command that is not in its list";
}

std::string_view recorded_flaw(const LookedAt& need) {
  return need.record.is_null() || judged_again(need) ? "" : "cannot be judged again";
}

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "service", record, [](const Query& query) { return query.name; }, judged_as_recorded);
}

}  // namespace preflight::service

namespace preflight::record {

Value As<service::Facts>::write(const service::Facts& facts) {
  const bool windows = std::holds_alternative<service::WindowsFacts>(facts.seen);
  return {{windows ? "windows" : "systemd",
           std::visit([](const auto& half) { return record::write(half); }, facts.seen)},
          {"needs", record::write(facts.needs)}};
}

void As<service::Facts>::read(const Value& value, service::Facts& into, const Place& place) {
  if (!value.is_object() || value.contains("windows") == value.contains("systemd"))
    fail(place, "has not one of 'windows' and 'systemd'");
  if (value.contains("windows"))
    record::read(value["windows"], into.seen.emplace<service::WindowsFacts>(),
                 {&place, "windows", 0});
  else
    record::read(value["systemd"], into.seen.emplace<service::SystemdFacts>(),
                 {&place, "systemd", 0});
  if (value.contains("needs")) record::read(value["needs"], into.needs, {&place, "needs", 0});
}

}  // namespace preflight::record
