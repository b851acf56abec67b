#include "checks/disk/record_disk.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::disk {

TEST_CASE("disk: what was recorded is judged as what was seen", "[disk][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::disk
