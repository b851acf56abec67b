#include "checks/python/record_python.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::python {

TEST_CASE("python: what was recorded is judged as what was seen", "[python][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::python
