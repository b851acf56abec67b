#include "checks/task/record_task.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::task {

TEST_CASE("task: what was recorded is judged as what was seen", "[task][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::task
