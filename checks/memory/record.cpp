#include "checks/memory/record_memory.hpp"
#include "checks/recorded.hpp"

namespace preflight::memory {

Value to_record(const Query& query, const Facts& facts) { return record::write_look(query, facts); }

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "memory", record, [](const Query& query) { return text(query.asked); }, judged);
}

}  // namespace preflight::memory
