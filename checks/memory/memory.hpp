// The room `memory`: how much memory could a program that starts now really get?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/gap.hpp"
#include "checks/base/size.hpp"
#include "checks/check.hpp"

namespace preflight::memory {

struct Query {
  Size asked{};
};

/// One thing that memory is bounded by. Bytes.
struct Bound {
  enum class Kind {
    physical,       ///< what the machine can give without swapping
    commit,         ///< what the system promises at most: CommitLimit, the page file of Windows
    cgroup,         ///< memory.max of a control group above this process
    address_space,  ///< RLIMIT_AS or RLIMIT_DATA, of each process on its own
    job             ///< Windows: a job object that this process is in
  };
  Kind kind{};
  std::string where{};  ///< "/system.slice/app.service", "RLIMIT_AS"; empty for the machine
  std::uint64_t limit{};
  std::uint64_t left{};
};

struct Facts {
  bool windows{};
  std::vector<Bound> bounds{};  ///< the machine first, then control groups, innermost first
  Gaps gaps{};
};

std::variant<Query, UsageError> parse(const Request& request);

/// /proc/meminfo (proc(5)), memory.max of cgroups(7), getrlimit(2); GlobalMemoryStatusEx,
/// QueryInformationJobObject.
Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// The bound with the least left; nothing where there is none at all.
const Bound* nearest(const Facts& facts);

/// Bytes behind "KEY:" in the text of /proc/meminfo.
std::optional<std::uint64_t> meminfo_bytes(std::string_view meminfo, std::string_view key);

/// The number behind "KEY " in the text of memory.stat.
std::optional<std::uint64_t> stat_value(std::string_view stat, std::string_view key);

/// A control group that can bound memory.
struct Group {
  std::string folder{};  ///< where its files are: "/sys/fs/cgroup/system.slice/app.service"
  std::string name{};    ///< as /proc/self/cgroup has it
  bool unified{};        ///< version 2
};

/// The groups of this process, innermost first, up to the root of the mount: from the texts of
/// /proc/self/cgroup and /proc/self/mountinfo. A container that sees only a part of the tree is
/// heeded. Empty where no controller of memory is mounted.
std::vector<Group> memory_groups(std::string_view cgroup, std::string_view mountinfo);

/// What is left below `limit`, where the file cache that nobody uses (`inactive_file`) counts as
/// free, since the kernel gives it up first.
std::uint64_t left_of(std::uint64_t limit, std::uint64_t used, std::uint64_t inactive_file);

}  // namespace preflight::memory
