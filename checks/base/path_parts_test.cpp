#include "checks/base/path_parts.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("the folders on the way to a file", "[base]") {
  using List = std::vector<std::string>;
  CHECK(path_parts("/var/log", false) == List{"/", "/var", "/var/log"});
  CHECK(path_parts("//var//log/", false) == List{"/", "//var", "//var//log"});
  CHECK(path_parts("log/a", false) == List{"log", "log/a"});
  CHECK(path_parts("a\\b", false) == List{"a\\b"});
  CHECK(path_parts("", false).empty());
  CHECK(path_parts("C:\\logs\\a", true) == List{"C:\\", "C:\\logs", "C:\\logs\\a"});
  CHECK(path_parts("C:logs", true) == List{"C:", "C:logs"});
  CHECK(path_parts("\\\\srv\\share\\a/b", true) ==
        List{"\\\\srv\\share\\", "\\\\srv\\share\\a", "\\\\srv\\share\\a/b"});
  CHECK(path_parts("\\\\srv", true) == List{"\\\\srv"});
}

}  // namespace preflight
