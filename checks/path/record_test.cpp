#include "checks/path/record_path.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::path {

TEST_CASE("path: what was recorded is judged as what was seen", "[path][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::path
