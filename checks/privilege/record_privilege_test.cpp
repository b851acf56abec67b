#include "checks/privilege/record_privilege.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::privilege {

TEST_CASE("privilege: what was recorded is judged as what was seen", "[privilege][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::privilege
