#include "checks/path/record_path.hpp"
#include "checks/recorded.hpp"

namespace preflight::path {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "path", record, [](const Query& query) { return query.path; }, judged);
}

}  // namespace preflight::path
