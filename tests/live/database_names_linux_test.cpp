// Names that only Linux allows, and names without a folder.
#include <unistd.h>

#include <array>
#include <climits>

#include "tests/live/database_support.hpp"

namespace preflight::test {

namespace {

// The whole process has one working folder; the test program runs its tests one after the other.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& folder) {
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder);
  }
  ~WorkingFolder() { std::filesystem::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace

TEST_CASE("a relative name that looks like a URI or an option is a file") {
  const TempDir folder;
  const auto name = GENERATE(std::string("file:app.db"), std::string("file:app.db?mode=memory"),
                             std::string(":memory:"), std::string("-d"), std::string("what?.db"),
                             std::string("a\"b\\c.db"), std::string("line\nbreak.db"),
                             std::string("\xff\xfe.db"));
  const auto file = make_database(folder, "plain.db");
  std::filesystem::rename(file, folder.path() / name);
  const auto before = snapshot(folder.path());
  const WorkingFolder here(folder.path());
  const auto outcome = look_at_database(name);
  INFO(codes_of(outcome));
  CHECK(ready(outcome));
  CHECK(outcome.facts["decided_by"] == "begin-immediate");
  CHECK(snapshot(folder.path()) == before);

  std::filesystem::rename(folder.path() / name, file);
  const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  std::filesystem::rename(file, folder.path() / name);
  CHECK(find_code(look_at_database(name), "locked") != nullptr);
}

TEST_CASE("in a working folder that was deleted nothing can be created") {
  const TempDir folder;
  std::filesystem::create_directory(folder.path() / "gone");
  const WorkingFolder here(folder.path() / "gone");
  std::filesystem::remove(folder.path() / "gone");
  CHECK(find_code(look_at_database("new.db"), "cannot-create") != nullptr);
}

TEST_CASE("a relative name of something missing is looked for here") {
  const TempDir folder;
  const WorkingFolder here(folder.path());
  CHECK(ready(look_at_database("new.db")));
  CHECK(find_code(look_at_database("none/new.db"), "cannot-create") != nullptr);
}

}  // namespace preflight::test
