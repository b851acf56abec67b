#include "checks/recorded.hpp"
#include "checks/task/record_task.hpp"

namespace preflight::task {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "task", record, [](const Query& query) { return query.target; }, judged);
}

}  // namespace preflight::task
