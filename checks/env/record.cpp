#include "checks/env/record_env.hpp"
#include "checks/recorded.hpp"

namespace preflight::env {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "env", record, [](const Query& query) { return query.name; }, judged);
}

}  // namespace preflight::env
