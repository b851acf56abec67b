#include "checks/port/record_port.hpp"
#include "checks/recorded.hpp"

namespace preflight::port {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>("port", record, target_of, judged);
}

}  // namespace preflight::port
