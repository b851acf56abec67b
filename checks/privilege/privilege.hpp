// The room `privilege`: does this run elevated, as root or as an administrator?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "checks/base/deadline.hpp"
#include "checks/base/gap.hpp"
#include "checks/check.hpp"

namespace preflight::privilege {

struct Query {};

struct Facts {
  bool windows{};
  bool elevated{};     ///< effective user id 0; an elevated token
  std::string user{};  ///< "alice", "HOST\\alice"
  /// Windows: an administrator whose rights UAC holds back in this session
  /// (TokenElevationTypeLimited).
  bool filtered{};
  /// Linux: in a group whose members may use sudo, as distributions name it; empty: in none.
  std::string sudo_group{};
  bool no_new_privileges{};  ///< Linux: sudo gives nothing here, PR_SET_NO_NEW_PRIVS of prctl(2)
  bool user_namespace{};     ///< Linux: root of a user namespace only, user_namespaces(7)
  /// Linux: CapEff of proc_pid_status(5); nothing where it could not be read.
  std::optional<std::uint64_t> capabilities{};
  Gaps gaps{};
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// Names of the capabilities in the set that servers need, and that root has by default and a
/// container takes away, capabilities(7): "cap_net_bind_service".
std::string lacking(std::uint64_t capabilities);
std::string present(std::uint64_t capabilities);

/// Value of a line "KEY:\tVALUE" of /proc/self/status in base 16; decoder.
std::optional<std::uint64_t> status_value(std::string_view status, std::string_view key);

/// Is the text of /proc/self/uid_map that of the machine itself ("0 0 4294967295")?
bool whole_machine(std::string_view uid_map);

}  // namespace preflight::privilege
