#include "checks/exec/record_exec.hpp"
#include "checks/recorded.hpp"

namespace preflight::exec {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "exec", record, [](const Query& query) { return query.text; }, judged);
}

}  // namespace preflight::exec
