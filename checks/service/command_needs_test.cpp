#include "checks/service/command_needs.hpp"

#include "checks/base/text.hpp"
#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

using Texts = std::vector<std::string>;

CommandNeeds needs(std::string_view line) {
  Texts words;
  for (const auto word : split(line, ' ')) words.emplace_back(word);
  return needs_of(words);
}

Texts ports(std::string_view line) { return needs(line).ports; }

}  // namespace

TEST_CASE("the port of a command line") {
  CHECK(ports("uvicorn app:app --host 127.0.0.1 --port 8000") == Texts{"127.0.0.1:8000"});
  CHECK(ports("uvicorn app:app --port=8000") == Texts{"8000"});
  CHECK(ports("app --port 8000 --host ::1") == Texts{"[::1]:8000"});
  CHECK(ports("gunicorn --bind 0.0.0.0:80 --bind=:81 x") == Texts{"0.0.0.0:80", "81"});
}

TEST_CASE("what may be somebody else's port is let be") {
  CHECK(ports("psql -p 5432 --dbport 5433").empty());
  CHECK(ports("app --port 99999 --port x --bind unix:/run/x.sock").empty());
  CHECK(ports("app --bind db.example:5432").empty());
  CHECK(ports("").empty());
  CHECK(ports("--port").empty());
}

TEST_CASE("the databases of a command line") {
  const auto databases = [](std::string_view line) { return needs(line).databases; };
  CHECK(databases("app --db /srv/a.db") == Texts{"/srv/a.db"});
  CHECK(databases("app --db=a.sqlite3") == Texts{"a.sqlite3"});
  CHECK(databases("app sqlite:////srv/a.db?mode=ro") == Texts{"/srv/a.db"});
  CHECK(databases("app sqlite:///C:/srv/a.db C:\\b.db") == Texts{"C:/srv/a.db", "C:\\b.db"});
  CHECK(needs_of(Texts{"app", "--db", "C:\\my app\\a.db"}).databases == Texts{"C:\\my app\\a.db"});
  CHECK(databases("app https://x/a.db /srv/a.dbx .db").empty());
}

}  // namespace preflight::service
