#include "checks/exec/record_exec.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::exec {

TEST_CASE("exec: what was recorded is judged as what was seen", "[exec][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::exec
