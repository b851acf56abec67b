// Names that a URI, a shell or a careless parser would read as something else.
#include "tests/live/database_support.hpp"

namespace preflight::test {

TEST_CASE("a name is taken as it is") {
  const std::vector<std::string> names{
      "with space.db",
      "hash#1.db",
      "per%20cent.db",
      "semi;colon.db",
      "amp&ersand.db",
      "it's.db",
      "a'b''c.db",
      "\xc3\xa4\xc3\xb6.db",
      "\xe6\x97\xa5\xe6\x9c\xac.db",
      "-rf.db",
      "file.db",
      "app.db-wal",
      "$HOME.db",
      "{a,b}.db",
  };
  for (const auto& name : names) DYNAMIC_SECTION(name) {
      const TempDir folder;
      const auto file = make_database(folder, name, "DELETE");
      const auto before = snapshot(folder.path());
      REQUIRE(before.size() == 1);
      CHECK(ready(look_at_database(file)));
      const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
      const auto outcome = look_at_database(file);
      INFO(codes_of(outcome));
      CHECK(find_code(outcome, "locked") != nullptr);
      CHECK(snapshot(folder.path()) == before);
    }
}

}  // namespace preflight::test
