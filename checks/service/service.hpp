// The room `service`: why does this service not start? A service of the Service Control Manager on
// Windows, a unit of systemd on Linux. It only looks: nothing is started, stopped or reconfigured.
//
// The two systems have so little in common that each has facts and a judge of its own
// (windows_facts.hpp, judge_scm.hpp; the like for systemd), which run and are tested on both.
// What a report shows of either is the same: Told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/check.hpp"

namespace preflight::service {

struct Query {
  std::string name{};  ///< as it was typed: a key name, a display name, a unit
  bool inspect{};      ///< asked by hand: tell what it is and its last lines, too
  bool record{};       ///< what is looked at besides is to be written down, too
};

/// What a service needs to have running first.
struct Dependency {
  std::string name{};
  std::string state{};  ///< "running", "stopped", "missing", ...; the words of the system
};

/// The `facts` of a report, the same keys on both systems. What could not be read is absent.
struct Told {
  std::optional<std::string> state{};       ///< "running", "stopped"; "active (running)", "failed"
  std::optional<std::string> start_type{};  ///< "auto", "manual", "disabled"; "enabled", "masked"
  std::optional<std::string> host{};        ///< what runs the program in its stead: "nssm"
  std::optional<std::string> program{};     ///< what really runs, behind the host
  std::vector<std::string> arguments{};
  std::optional<std::string> working_directory{};
  std::optional<std::string> account{};
  std::optional<std::int64_t> exit_code{};          ///< Windows: Win32 code; Linux: exit status
  std::optional<std::int64_t> service_exit_code{};  ///< Windows: where exit_code is 1066
  std::vector<Dependency> dependencies{};
  std::vector<std::string> log_tail{};  ///< the last lines it wrote, oldest first
};

std::variant<Query, UsageError> parse(const Request& request);

Value to_json(const Told& told);

/// The line of the check: the worst finding that blocks or could, else `fine` ("running (pid
/// 812)").
std::string summary_of(const Findings& findings, const std::string& fine);

Check check();

}  // namespace preflight::service
