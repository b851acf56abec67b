// The room `exec`: what a program of somebody else says about a start, in the exit codes of Nagios
// plugins or by findings in JSON.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/base/child.hpp"
#include "checks/check.hpp"

namespace preflight::exec {

/// To end what does not end by itself takes a moment of the time that the check has.
inline constexpr std::chrono::milliseconds longest_end{300};

struct Query {
  std::string text{};  ///< what the report calls it
  std::vector<std::string> words{};
  std::string folder{};  ///< working directory; empty: that of preflight
  std::optional<std::chrono::milliseconds> timeout{};  ///< its own, in place of the policy's
};

struct Facts {
  std::string program{};  ///< absolute path; empty: not found
  SystemError not_found{};
  ChildResult child{};
  std::chrono::milliseconds limit{};
  bool windows{};
};

std::variant<Query, UsageError> parse(const Request& request);

/// Runs the command as it stands, without a shell, in its folder and the environment of preflight.
/// A relative path of a program is one seen from that folder. It and all that it starts have ended
/// when this returns.
Facts probe(const Query& query, Deadline deadline);

/// Exit codes: Nagios Plugin Development Guidelines, "Plugin Return Codes". Findings in JSON count
/// beside the exit code; the worse wins.
Outcome judge(const Query& query, const Facts& facts);
/// The same: the line for a person is what the program said.
inline Outcome judged(const Query& query, const Facts& facts) { return judge(query, facts); }

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::exec
