// Records as Windows writes them; Wine has no event log.
#include "checks/service/events.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

TEST_CASE("the error of a record stands behind two percent signs") {
  CHECK(error_in({"My App", "%%1053"}) == 1053);
  CHECK_FALSE(error_in({"My App", "1053"}));
  CHECK_FALSE(error_in({"%%x", "%%", "%%99999999999"}));
  CHECK_FALSE(error_in({}));
}

TEST_CASE("a record is about a service by its key or its display name") {
  const Event started{7000, "", {}, {"My App", "%%1053"}, 1053};
  const Event timed_out{7009, "", {}, {"30000", "My App"}, {}};
  CHECK(is_about(started, "MyApp", "My App"));
  CHECK(is_about(timed_out, "MyApp", "My App"));
  CHECK_FALSE(is_about(started, "Other", "Other App"));
}

TEST_CASE("a record is told in words of our own") {
  CHECK(event_text({7000, "", {}, {"My App", "%%1069"}, 1069})
            .find("7000: it could not be started") == 0);
  CHECK(event_text({7099, "", {}, {"a", "b"}, {}}) == "7099: a, b");
  CHECK(tells_failure({7034, "", {}, {}, {}}));
  CHECK_FALSE(tells_failure({7036, "", {}, {}, {}}));
}

}  // namespace preflight::service
