#include "checks/reach/record_reach.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::reach {

TEST_CASE("reach: what was recorded is judged as what was seen", "[reach][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::reach
