// What must run before it. The SCM starts what is only stopped; what is missing, disabled or failed
// keeps everything above it from starting, and the deepest such service is the one to mend.
#include <fmt/format.h>

#include <algorithm>

#include "checks/service/judge_parts.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

bool is_missing(const DependencyLook& look) { return look.error == scm::no_such_service; }

bool is_disabled(const DependencyLook& look) {
  return look.start == Start::disabled && look.status && look.status->state == State::stopped;
}

bool has_failed(const DependencyLook& look) {
  return look.status && look.status->state == State::stopped && look.status->exit_code != 0 &&
         look.status->exit_code != scm::never_started &&
         look.status->exit_code != scm::dependency_failed;
}

bool is_broken(const DependencyLook& look) {
  return !look.group && (is_missing(look) || is_disabled(look) || has_failed(look));
}

// "needed by B, which A needs" for a service that is not needed directly.
std::string way_to(const WindowsFacts& facts, const DependencyLook& look) {
  std::string way;
  auto by = look.needed_by;
  for (std::size_t i = 0; i < facts.dependencies.size() && by != facts.key; ++i) {
    way += fmt::format("{}{}", way.empty() ? "" : ", which is needed by ", by);
    const auto next = std::find_if(facts.dependencies.begin(), facts.dependencies.end(),
                                   [&](const DependencyLook& one) { return one.name == by; });
    if (next == facts.dependencies.end()) break;
    by = next->needed_by;
  }
  return way.empty() ? "" : fmt::format("; it is needed by {}", way);
}

void judge_one(const WindowsFacts& facts, const DependencyLook& look, Findings& findings) {
  const auto name = one_word(look.name);
  auto& finding = add(findings, "service.dependency-failed", Severity::blocker, "");
  finding.evidence = {{"dependency", look.name}, {"needed_by", look.needed_by}};
  if (is_missing(look)) {
    finding.message =
        fmt::format("it needs the service {}, which does not exist (error 1075)", look.name);
    finding.cause = look.name.find('/') != std::string::npos
                        ? "the names were written with '/' between them as one"
                        : "it was removed, or its name is wrong" + way_to(facts, look);
    std::string others;
    for (const auto& one : facts.config->dependencies)
      if (one != look.name) others += (others.empty() ? "" : "/") + one;
    if (look.needed_by == facts.key)
      finding.remedies.push_back(by_admin(
          "need only what there is", fmt::format("sc.exe config {} depend= {}", one_word(facts.key),
                                                 one_word(others.empty() ? "/" : others))));
  } else if (is_disabled(look)) {
    finding.message = fmt::format("it needs {}, which is disabled (error 1068)", look.name);
    finding.cause = "Windows does not start what is disabled" + way_to(facts, look);
    finding.remedies.push_back(
        by_admin("let it be started", fmt::format("sc.exe config {} start= demand", name)));
  } else {
    finding.message = fmt::format("it needs {}, which failed (error 1068)", look.name);
    finding.cause =
        fmt::format("its last end says {}", in_words(look.status->exit_code)) + way_to(facts, look);
  }
  if (!is_missing(look))
    finding.remedies.push_back({"see what that service lacks",
                                fmt::format("preflight diagnose-service {}", name), Needs::user});
}

}  // namespace

void judge_dependencies(const WindowsFacts& facts, Findings& findings) {
  if (!facts.config || is_running(facts)) return;
  // The last is the deepest. One that only fails because of a deeper one is not told.
  std::vector<const DependencyLook*> broken;
  for (auto look = facts.dependencies.rbegin(); look != facts.dependencies.rend(); ++look) {
    const bool explained = std::any_of(broken.begin(), broken.end(), [&](const auto* deeper) {
      return deeper->needed_by == look->name;
    });
    if (is_broken(*look) && !(explained && has_failed(*look))) broken.push_back(&*look);
    if (!look->group && !is_missing(*look) && look->error != 0)
      add(findings, "service.access-denied", Severity::error,
          fmt::format("it needs {}, which may not be looked at", look->name),
          in_words(look->error));
  }
  for (const auto* look : broken) judge_one(facts, *look, findings);
}

}  // namespace preflight::service
