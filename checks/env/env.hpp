// The room `env`: is a variable of the environment set, and not empty? Its value is read by nobody:
// it may be a secret.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/check.hpp"

namespace preflight::env {

struct Query {
  std::string name{};
};

enum class State { missing, empty, set };

struct Facts {
  bool windows{};
  State state{State::missing};
  std::vector<std::string> names{};  ///< of all variables; only where it is missing
};

std::variant<Query, UsageError> parse(const Request& request);

/// environ(7); GetEnvironmentVariableW, which takes names in either case.
Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::env
