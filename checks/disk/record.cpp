#include "checks/disk/record_disk.hpp"
#include "checks/recorded.hpp"

namespace preflight::disk {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "disk", record, [](const Query& query) { return query.path; }, judged);
}

}  // namespace preflight::disk
