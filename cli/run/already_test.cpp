#include "cli/run/already.hpp"

#include "tests/support/catch.hpp"

namespace preflight::run {

TEST_CASE("a program is the same with the same arguments in the same folder") {
  const Wanted wanted{{"/usr/bin/python3.11", {"python3", "app.py"}, "/srv/app"}, false, false};
  const Running same{"/usr/bin/python3.11", {"/usr/bin/python3", "app.py"}, "/srv/app"};
  CHECK(same_start(wanted, same));
  auto other = same;
  other.folder = "/srv/other";
  CHECK_FALSE(same_start(wanted, other));
  other = same;
  other.arguments.push_back("--debug");
  CHECK_FALSE(same_start(wanted, other));
  other = same;
  other.program = "/usr/bin/python3.12";
  CHECK_FALSE(same_start(wanted, other));
  // What could not be read is not the same.
  CHECK_FALSE(same_start(wanted, {}));
  CHECK_FALSE(same_start({}, {}));
}

TEST_CASE("a script stands behind its interpreter") {
  const Wanted wanted{{"./server.py", {"./server.py", "-p", "1"}, "/srv"}, true, false};
  CHECK(same_start(wanted, {"/usr/bin/python3", {"python3", "./server.py", "-p", "1"}, "/srv"}));
  CHECK(
      same_start(wanted, {"/usr/bin/python3", {"python3", "-u", "server.py", "-p", "1"}, "/srv"}));
  CHECK_FALSE(same_start(wanted, {"/usr/bin/python3", {"python3", "./server.py"}, "/srv"}));
  CHECK_FALSE(same_start(wanted, {"/usr/bin/vi", {"vi", "x", "-p", "1"}, "/srv"}));
}

TEST_CASE("Windows compares paths without case, and with either slash") {
  const Wanted wanted{{R"(C:\App\server.exe)", {"server", "x"}, R"(C:\App)"}, false, true};
  CHECK(same_start(wanted, {"c:/app/SERVER.EXE", {"server.exe", "x"}, R"(C:\APP\)"}));
  CHECK_FALSE(same_start(wanted, {"c:/app/SERVER.EXE", {"server.exe", "X"}, R"(C:\APP\)"}));
}

}  // namespace preflight::run
