#include "checks/env/record_env.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::env {

TEST_CASE("env: what was recorded is judged as what was seen", "[env][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::env
