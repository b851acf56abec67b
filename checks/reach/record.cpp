#include "checks/reach/record_reach.hpp"
#include "checks/recorded.hpp"

namespace preflight::reach {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>("reach", record, target_of, judged);
}

}  // namespace preflight::reach
