// The bodies of a room's to_record() and replay() (checks/looking.hpp), for the file that names the
// fields of its query and facts.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "checks/base/record_types.hpp"
#include "checks/check.hpp"

namespace preflight::record {

/// Query and facts, as the judge has them.
template <class Query, class Facts>
Value write_look(const Query& query, const Facts& facts) {
  return {{"query", write(query)}, {"facts", write(facts)}};
}

/// The job that judges a recorded look again. `target`: as the look called it.
template <class Query, class Facts>
Prepared replay_look(std::string_view check, const Value& value,
                     std::string (*target)(const Query&),
                     Outcome (*judged)(const Query&, const Facts&)) {
  Query query;
  Facts facts;
  try {
    const Place top{nullptr, check, 0};
    if (!value.is_object() || !value.contains("query") || !value.contains("facts"))
      fail(top, "has no 'query' and 'facts'");
    read(value["query"], query, {&top, "query", 0});
    read(value["facts"], facts, {&top, "facts", 0});
  } catch (const Unreadable& wrong) {
    return UsageError{wrong.what()};
  }
  auto name = target(query);
  return Job{std::string(check), std::move(name),
             [query = std::move(query), facts = std::move(facts), judged](Deadline) {
               return judged(query, facts);
             }};
}

}  // namespace preflight::record
