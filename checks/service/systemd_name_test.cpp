#include "checks/service/systemd_name.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

TEST_CASE("a typed name becomes the name of a unit") {
  CHECK(unit_name("foo") == "foo.service");
  CHECK(unit_name("foo.service") == "foo.service");
  CHECK(unit_name("foo.socket") == "foo.socket");
  CHECK(unit_name("foo.bar") == "foo.bar.service");
  CHECK(unit_name("foo@bar") == "foo@bar.service");
  CHECK(unit_name("foo@") == "foo@.service");
  CHECK(unit_name(".service") == ".service.service");
}

TEST_CASE("what may not stand in a name is escaped as systemctl does it") {
  CHECK(unit_name("my app") == "my\\x20app.service");
  CHECK(unit_name("my\\x20app") == "my\\x20app.service");
  CHECK(unit_name("ssh*") == "ssh\\x2a.service");
  CHECK(unit_name("a[bc]?") == "a\\x5bbc\\x5d\\x3f.service");
  CHECK(unit_name("caf\xc3\xa9") == "caf\\xc3\\xa9.service");
  CHECK(unit_name("-rf") == "-rf.service");
  CHECK(unit_name(std::string_view("a\0b", 3)) == "a\\x00b.service");
}

TEST_CASE("what can be no name of a unit") {
  CHECK_FALSE(unit_name(""));
  CHECK_FALSE(unit_name("/etc/systemd/system/foo.service"));
  CHECK_FALSE(unit_name("a/b"));
  CHECK_FALSE(unit_name("@x"));
  CHECK_FALSE(unit_name(std::string(248, 'a')));
  CHECK(unit_name(std::string(247, 'a')));
  CHECK_FALSE(unit_name(std::string(100, ' ')));
}

TEST_CASE("templates and their instances") {
  CHECK(is_template("foo@.service"));
  CHECK_FALSE(is_template("foo@bar.service"));
  CHECK_FALSE(is_template("foo.service"));
  CHECK_FALSE(is_template("foo@a@.service"));
  CHECK(template_of("foo@bar.service") == "foo@.service");
  CHECK(template_of("foo@a@b.service") == "foo@.service");
  CHECK_FALSE(template_of("foo@.service"));
  CHECK_FALSE(template_of("foo.service"));
}

TEST_CASE("a name is shown without its escapes") {
  CHECK(unescape_unit("my\\x20app.service") == "my app.service");
  CHECK(unescape_unit("a\\x2") == "a\\x2");
  CHECK(unescape_unit("a\\xzz") == "a\\xzz");
  CHECK(unescape_unit("a\\") == "a\\");
}

}  // namespace preflight::service
