// The room `reach`: can a TCP connection be made to this machine and port?
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "checks/base/deadline.hpp"
#include "checks/base/reaching.hpp"
#include "checks/check.hpp"

namespace preflight::reach {

struct Query {
  std::string host{};  ///< a name or an address, without brackets
  std::uint16_t port{};
};

using net::Answer;
using net::Attempt;
using net::Resolution;
using Facts = net::Way;

std::variant<Query, UsageError> parse(const Request& request);

Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// "db.example.org:5432", "[::1]:5432".
std::string target_of(const Query& query);

}  // namespace preflight::reach
