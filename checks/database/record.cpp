#include "checks/database/record_database.hpp"
#include "checks/recorded.hpp"

namespace preflight::database {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "database", record, [](const Query& query) { return query.file; }, judged);
}

}  // namespace preflight::database
