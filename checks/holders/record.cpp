#include "checks/holders/record_holders.hpp"
#include "checks/recorded.hpp"

namespace preflight::holders {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "holders", record, [](const Query& query) { return query.file; }, judged);
}

}  // namespace preflight::holders
