#include "checks/database/database.hpp"

#include "tests/support/catch.hpp"

namespace preflight::database {

namespace {

Query parsed(const Request& request) { return std::get<Query>(parse(request)); }

std::string refused(const Request& request) { return std::get<UsageError>(parse(request)).message; }

}  // namespace

TEST_CASE("the settings of the room are read") {
  auto query = parsed({"app.db", {}, false});
  CHECK(query.file == "app.db");
  CHECK(query.timeout == std::chrono::seconds(1));
  CHECK_FALSE(query.must_exist);
  CHECK_FALSE(query.exclusive);
  query = parsed({"app.db",
                  {{"--db-timeout", "250ms"}, {"--db-must-exist", ""}, {"--db-exclusive", ""}},
                  false});
  CHECK(query.timeout == std::chrono::milliseconds(250));
  CHECK(query.must_exist);
  CHECK(query.exclusive);
}

TEST_CASE("wrong usage names the option") {
  CHECK(refused({"", {}, false}).starts_with("--db:"));
  CHECK(refused({std::string("a\0b", 3), {}, false}).starts_with("--db:"));
  CHECK(refused({"app.db", {{"--db-timeout", "soon"}}, false}) ==
        "--db-timeout: 'soon' is not a duration (250ms, 2s, 5m)");
  CHECK(refused({"app.db", {{"--db-timeout", "-1"}}, false}).starts_with("--db-timeout:"));
}

TEST_CASE("every finding of the room is in its table") {
  const auto check_row = check();
  CHECK(check_row.id == "database");
  CHECK(check_row.target.name == "--db");
  CHECK(check_row.target.short_name == "-d");
  CHECK(check_row.settings.size() == 3);
  CHECK(check_row.codes.size() >= 17);
}

}  // namespace preflight::database
