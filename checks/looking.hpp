// What a room does when its turn comes: it asks, judges, and writes down what it judged where that
// is wanted.
//
// The room has, beside the words of every room (ARCHITECTURE.md):
//
//   Outcome judged(const Query&, const Facts&);     // judge(), and the line for a person; pure
//   Value to_record(const Query&, const Facts&);    // secrets and all: who writes a
//                                                   // case takes them out of it, and
//                                                   // so out of all else in it
//   Prepared replay(const Value& record);           // judges what was recorded
#pragma once

#include <functional>
#include <utility>

#include "checks/check.hpp"

namespace preflight {

/// `Job::run` of a room.
template <class Query>
std::function<Outcome(Deadline)> looking(Query query, const Request& request) {
  return [query = std::move(query), wanted = request.record](Deadline deadline) {
    const auto facts = probe(query, deadline);
    auto outcome = judged(query, facts);
    if (wanted) outcome.record = to_record(query, facts);
    return outcome;
  };
}

}  // namespace preflight
