#include "checks/env/env.hpp"
#include "checks/recorded.hpp"

namespace preflight::env {

PREFLIGHT_RECORD_ENUM(State, missing, empty, set)
PREFLIGHT_RECORD(Query, name)
PREFLIGHT_RECORD(Facts, windows, state, names)

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "env", record, [](const Query& query) { return query.name; }, judged);
}

}  // namespace preflight::env
