#include "checks/memory/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

#include "checks/base/text.hpp"
#include "checks/base/text_file_linux.hpp"

namespace preflight::memory {

namespace {

using Kind = Bound::Kind;

void ask_machine(Facts& facts) {
  const auto meminfo = text_of_file("/proc/meminfo");
  const auto error = last_error();
  const auto text = meminfo.value_or("");
  const auto total = meminfo_bytes(text, "MemTotal"), free = meminfo_bytes(text, "MemAvailable");
  if (!total || !free) {
    facts.gaps.push_back({"/proc/meminfo", meminfo ? SystemError{} : error,
                          "does not tell how much memory is available"});
    return;
  }
  facts.bounds.push_back({Kind::physical, {}, *total, *free});
  // proc(5): only in mode 2 is CommitLimit kept.
  const auto mode = text_of_file("/proc/sys/vm/overcommit_memory");
  const auto limit = meminfo_bytes(text, "CommitLimit"), used = meminfo_bytes(text, "Committed_AS");
  if (mode && trim(*mode) == "2" && limit && used)
    facts.bounds.push_back({Kind::commit, {}, *limit, left_of(*limit, *used, 0)});
}

void ask_group(const Group& group, Facts& facts) {
  const auto path = [&](const char* name) { return group.folder + "/" + name; };
  const auto max = text_of_file(path(group.unified ? "memory.max" : "memory.limit_in_bytes"));
  if (!max) {
    // The root has no limit, nor has a group whose parent hands the controller not down.
    if (errno != ENOENT)
      facts.gaps.push_back({group.folder, last_error(), "its limit could not be read"});
    return;
  }
  const auto limit = parse_unsigned(trim(*max));
  constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;  // version 1 says so by a huge number
  if (!limit || *limit >= unlimited) return;
  const auto used = text_of_file(path(group.unified ? "memory.current" : "memory.usage_in_bytes"));
  const auto count = used ? parse_unsigned(trim(*used)) : std::nullopt;
  if (!count) {
    facts.gaps.push_back({group.folder, last_error(), "what it uses could not be read"});
    return;
  }
  const auto stat = text_of_file(path("memory.stat")).value_or("");
  const auto idle =
      stat_value(stat, group.unified ? "inactive_file" : "total_inactive_file").value_or(0);
  facts.bounds.push_back({Kind::cgroup, group.name, *limit, left_of(*limit, *count, idle)});
}

void ask_limits(Facts& facts) {
  const auto ask = [&](auto resource, const char* name) {
    rlimit limit{};
    if (getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
      facts.bounds.push_back({Kind::address_space, name, limit.rlim_cur, limit.rlim_cur});
  };
  ask(RLIMIT_AS, "RLIMIT_AS");
  ask(RLIMIT_DATA, "RLIMIT_DATA");
}

}  // namespace

Facts probe(const Query&, Deadline) {
  Facts facts;
  ask_machine(facts);
  const auto cgroup = text_of_file("/proc/self/cgroup");
  const auto mounts = text_of_file("/proc/self/mountinfo");
  if (cgroup && mounts)
    for (const auto& group : memory_groups(*cgroup, *mounts)) ask_group(group, facts);
  else if (errno != ENOENT)
    facts.gaps.push_back({"/proc/self/cgroup", last_error(), "could not be read"});
  ask_limits(facts);
  return facts;
}

}  // namespace preflight::memory
