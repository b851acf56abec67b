#include "checks/python/record_python.hpp"
#include "checks/recorded.hpp"

namespace preflight::python {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>("python", record, target_of, judged);
}

}  // namespace preflight::python
