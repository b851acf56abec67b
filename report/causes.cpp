#include "report/causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace preflight {

namespace {

struct Item {
  const CheckResult* check;
  const Finding* finding;
};

using Items = std::vector<Item>;

Items items_of(std::span<const CheckResult> checks, Severity severity) {
  Items items;
  for (const auto& check : checks)
    for (const auto& finding : check.findings)
      if (finding.severity == severity) items.push_back({&check, &finding});
  return items;
}

bool same_process(const Process& a, const Process& b) {
  return a.pid == b.pid && a.started_at == b.started_at;
}

bool is_child_of(const Process& child, const Process& parent) {
  return std::any_of(child.parents.begin(), child.parents.end(),
                     [&](const ParentProcess& p) { return p.pid == parent.pid; });
}

bool related(const Process& a, const Process& b) {
  return same_process(a, b) || is_child_of(a, b) || is_child_of(b, a);
}

bool related(const Finding& a, const Finding& b) {
  for (const auto& p : a.processes)
    for (const auto& q : b.processes)
      if (related(p, q)) return true;
  return false;
}

// Findings that share a process, or a process and its ancestor, belong together.
std::vector<Items> group(const Items& items) {
  std::vector<Items> groups;
  for (const auto& item : items) {
    Items merged{item};
    std::erase_if(groups, [&](const Items& other) {
      const bool touches = std::any_of(other.begin(), other.end(), [&](const Item& o) {
        return related(*o.finding, *item.finding);
      });
      if (touches) merged.insert(merged.begin(), other.begin(), other.end());
      return touches;
    });
    groups.push_back(std::move(merged));
  }
  return groups;
}

// The process to end: the topmost of those that hold something. A launcher that holds nothing is in
// nobody's list of processes and so never chosen.
const Process* process_to_end(const Items& items) {
  const Process* chosen = nullptr;
  for (const auto& item : items)
    for (const auto& process : item.finding->processes)
      if (chosen == nullptr || is_child_of(*chosen, process)) chosen = &process;
  return chosen;
}

std::vector<std::string> targets_of(const Items& items) {
  std::vector<std::string> targets;
  for (const auto& item : items)
    if (std::find(targets.begin(), targets.end(), item.check->target) == targets.end())
      targets.push_back(item.check->target);
  return targets;
}

bool names_pid(const Remedy& remedy, const Process* process) {
  return process == nullptr || !remedy.command ||
         remedy.command->find(std::to_string(process->pid)) != std::string::npos;
}

// Each command once. Where several findings name one process, what ends it comes first.
std::vector<Remedy> remedies_of(const Items& items, const Process* process) {
  std::vector<Remedy> remedies;
  std::set<std::string> seen;
  for (const auto& item : items)
    for (const auto& remedy : item.finding->remedies)
      if (seen.insert(remedy.command.value_or(remedy.text)).second) remedies.push_back(remedy);
  std::stable_partition(remedies.begin(), remedies.end(), [&](const Remedy& remedy) {
    return remedy.command && names_pid(remedy, process);
  });
  return remedies;
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::size_t count_processes(const Items& items) {
  std::set<std::uint32_t> pids;
  for (const auto& item : items)
    for (const auto& process : item.finding->processes) pids.insert(process.pid);
  return pids.size();
}

std::string message_of(const Items& items, const Process* process,
                       const std::vector<std::string>& targets) {
  if (process == nullptr || (items.size() == 1 && targets.size() == 1))
    return items.front().finding->message;
  const auto count = count_processes(items);
  const auto others = count > 1 ? fmt::format(" (with {} related)", count - 1) : std::string{};
  return fmt::format("{} (pid {}){} holds {}", process->name, process->pid, others, join(targets));
}

Cause cause_of(const Items& items) {
  Cause cause;
  const auto* process = process_to_end(items);
  if (process != nullptr) cause.process = *process;
  cause.blocks = targets_of(items);
  cause.message = message_of(items, process, cause.blocks);
  cause.hard =
      std::any_of(items.begin(), items.end(), [](const Item& item) { return item.finding->hard; });
  cause.remedies = remedies_of(items, process);
  return cause;
}

}  // namespace

std::vector<Cause> find_causes(std::span<const CheckResult> checks) {
  auto items = items_of(checks, Severity::blocker);
  if (items.empty()) items = items_of(checks, Severity::error);
  if (items.empty()) items = items_of(checks, Severity::warning);

  std::vector<Cause> causes;
  for (const auto& members : group(items)) causes.push_back(cause_of(members));
  std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) {
    return a.blocks.size() > b.blocks.size();
  });
  return causes;
}

}  // namespace preflight
