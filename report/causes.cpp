#include "report/causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace preflight {

namespace {

struct Item {
  const CheckResult* check;
  const Finding* finding;
  FindingPlace place;
};

using Items = std::vector<Item>;

Items items_of(std::span<const CheckResult> checks, Severity severity) {
  Items items;
  for (std::size_t c = 0; c < checks.size(); ++c)
    for (std::size_t f = 0; f < checks[c].findings.size(); ++f)
      if (checks[c].findings[f].severity == severity)
        items.push_back({&checks[c], &checks[c].findings[f], {c, f}});
  return items;
}

bool same_process(const Process& a, const Process& b) {
  return a.pid == b.pid && a.started_at == b.started_at;
}

bool descends_from(const Process& child, const Process& elder) {
  if (elder.pid <= 1 || elder.pid == 4) return false;
  return std::any_of(child.parents.begin(), child.parents.end(),
                     [&](const ParentProcess& parent) { return parent.pid == elder.pid; });
}

bool related(const Finding& a, const Finding& b) {
  for (const auto& p : a.processes)
    for (const auto& q : b.processes)
      if (same_process(p, q) || descends_from(p, q) || descends_from(q, p)) return true;
  return false;
}

bool related(const Items& some, const Item& one) {
  return std::any_of(some.begin(), some.end(),
                     [&](const Item& other) { return related(*other.finding, *one.finding); });
}

std::vector<Items> group(const Items& items) {
  std::vector<Items> groups;
  for (const auto& item : items) {
    Items* home = nullptr;
    for (auto& other : groups) {
      if (!related(other, item)) continue;
      if (home == nullptr) {
        home = &other;
      } else {  // the item joins two groups
        home->insert(home->end(), other.begin(), other.end());
        other.clear();
      }
    }
    if (home == nullptr) home = &groups.emplace_back();
    home->push_back(item);
    std::erase_if(groups, [](const Items& members) { return members.empty(); });
  }
  return groups;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "kill 812" names 812, and neither 81 nor 8123.
bool names_pid(const std::optional<std::string>& command, std::uint32_t pid) {
  if (!command) return false;
  const auto digits = std::to_string(pid);
  for (auto at = command->find(digits); at != std::string::npos;
       at = command->find(digits, at + 1)) {
    const auto end = at + digits.size();
    const bool begins = at == 0 || !is_digit((*command)[at - 1]);
    if (begins && (end == command->size() || !is_digit((*command)[end]))) return true;
  }
  return false;
}

bool is_ended_by_command(const Items& items, const Process& process) {
  for (const auto& item : items)
    for (const auto& remedy : item.finding->remedies)
      if (names_pid(remedy.command, process.pid)) return true;
  return false;
}

// In how many of the findings it has a part, by itself or by a descendant.
std::size_t reach_of(const Items& items, const Process& process) {
  return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [&](const Item& item) {
    const auto& all = item.finding->processes;
    return std::any_of(all.begin(), all.end(), [&](const Process& other) {
      return same_process(other, process) || descends_from(other, process);
    });
  }));
}

// The process to end: one that a remedy names, in the most findings, the topmost of its family. A
// launcher that is only looked after by its child is named by no remedy and so stays behind it.
const Process* process_to_end(const Items& items) {
  const Process* chosen = nullptr;
  std::pair<bool, std::size_t> best{};
  for (const auto& item : items) {
    for (const auto& process : item.finding->processes) {
      const std::pair score{is_ended_by_command(items, process), reach_of(items, process)};
      const bool better =
          chosen == nullptr || score > best || (score == best && descends_from(*chosen, process));
      if (!better) continue;
      chosen = &process;
      best = score;
    }
  }
  return chosen;
}

std::vector<std::string> targets_of(const Items& items) {
  std::vector<std::string> targets;
  for (const auto& item : items)
    if (std::find(targets.begin(), targets.end(), item.check->target) == targets.end())
      targets.push_back(item.check->target);
  return targets;
}

// A command for a process that ends with the chosen one.
bool is_for_descendant(const Items& items, const Remedy& remedy, const Process& chosen) {
  for (const auto& item : items)
    for (const auto& process : item.finding->processes)
      if (descends_from(process, chosen) && names_pid(remedy.command, process.pid)) return true;
  return false;
}

// Each command once; the one that ends the process of the cause first, texts without one last.
std::vector<Remedy> remedies_of(const Items& items, const Process* process) {
  const bool one_is_ended = process != nullptr && is_ended_by_command(items, *process);
  std::vector<Remedy> remedies;
  std::set<std::string_view> seen;
  for (const auto& item : items) {
    for (const auto& remedy : item.finding->remedies) {
      if (one_is_ended && !names_pid(remedy.command, process->pid) &&
          is_for_descendant(items, remedy, *process))
        continue;
      if (seen.insert(remedy.command ? *remedy.command : remedy.text).second)
        remedies.push_back(remedy);
    }
  }
  const auto rank = [&](const Remedy& remedy) {
    if (one_is_ended && names_pid(remedy.command, process->pid)) return 0;
    return remedy.command ? 1 : 2;
  };
  if (items.size() > 1)
    std::stable_sort(remedies.begin(), remedies.end(),
                     [&](const Remedy& a, const Remedy& b) { return rank(a) < rank(b); });
  return remedies;
}

std::string message_of(const Items& items, const Process* process,
                       const std::vector<std::string>& targets) {
  const auto& first = *items.front().finding;
  if (process == nullptr || targets.size() == 1 || first.severity == Severity::error)
    return first.message;
  return fmt::format("{} (pid {}) holds {} and {}", process->name, process->pid,
                     fmt::join(targets.begin(), targets.end() - 1, ", "), targets.back());
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
  for (const auto& item : items) cause.joins.push_back(item.place);
  return cause;
}

bool has_blocker(const Items& items) {
  return std::any_of(items.begin(), items.end(),
                     [](const Item& item) { return item.finding->severity == Severity::blocker; });
}

}  // namespace

std::vector<Cause> find_causes(std::span<const CheckResult> checks, bool strict) {
  auto items = items_of(checks, Severity::blocker);
  if (strict) {
    const auto warnings = items_of(checks, Severity::warning);
    items.insert(items.end(), warnings.begin(), warnings.end());
  }
  if (items.empty()) items = items_of(checks, Severity::error);

  auto groups = group(items);
  std::stable_sort(groups.begin(), groups.end(), [](const Items& a, const Items& b) {
    if (has_blocker(a) != has_blocker(b)) return has_blocker(a);
    return targets_of(a).size() > targets_of(b).size();
  });
  std::vector<Cause> causes;
  for (const auto& members : groups) causes.push_back(cause_of(members));
  return causes;
}

}  // namespace preflight
