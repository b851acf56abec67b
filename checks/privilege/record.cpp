#include "checks/privilege/record_privilege.hpp"
#include "checks/recorded.hpp"

namespace preflight::privilege {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "privilege", record, [](const Query&) { return std::string("elevated"); }, judged);
}

}  // namespace preflight::privilege
