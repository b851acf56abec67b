#include "checks/database/record_database.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::database {

TEST_CASE("database: what was recorded is judged as what was seen", "[database][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

}  // namespace preflight::database
