#include "checks/port/record_port.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::port {

TEST_CASE("port: what was recorded is judged as what was seen", "[port][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::port
