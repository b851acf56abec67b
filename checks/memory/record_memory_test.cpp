#include "checks/memory/record_memory.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::memory {

TEST_CASE("memory: what was recorded is judged as what was seen", "[memory][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("memory: a record of nothing is no memory that is enough", "[memory][record]") {
  CHECK(refusal_of(replay({{"query", Value::object()}, {"facts", Value::object()}})) ==
        "memory.facts: it tells of no memory");
}

}  // namespace preflight::memory
