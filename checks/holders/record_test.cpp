#include "checks/holders/record_holders.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::holders {

TEST_CASE("holders: what was recorded is judged as what was seen", "[holders][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::holders
