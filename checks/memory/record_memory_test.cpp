#include "checks/memory/record_memory.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::memory {

TEST_CASE("memory: what was recorded is judged as what was seen", "[memory][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::memory
