#include "cli/run/windows_line.hpp"

#include "tests/support/catch.hpp"

namespace preflight::run {

TEST_CASE("words as the C runtime takes them apart") {
  CHECK(command_line_of({"app.exe", "a b", "", "c"}) == R"(app.exe "a b" "" c)");
  CHECK(command_line_of({"a", R"(say "hi")"}) == R"(a "say \"hi\"")");
  CHECK(command_line_of({"a", R"(C:\my dir\)"}) == R"(a "C:\my dir\\")");
  CHECK(command_line_of({"a", R"(C:\dir\)"}) == R"(a C:\dir\)");
  CHECK(command_line_of({"a", R"(x\\"y z)"}) == R"(a "x\\\\\"y z")");
}

TEST_CASE("a batch file gets its words through cmd.exe") {
  CHECK(batch_line(R"(C:\my app\run.bat)", {"a", "b c"}) ==
        R"(/e:ON /v:OFF /d /c ""C:\my app\run.bat" a "b c"")");
  // Nothing of this may be a command of its own.
  CHECK(batch_line("r.bat", {"&calc", "x|y", "^", ">out"}) ==
        R"(/e:ON /v:OFF /d /c ""r.bat" "&calc" "x|y" "^" ">out"")");
  CHECK(batch_line("r.bat", {R"(a"&calc)"}) == R"(/e:ON /v:OFF /d /c ""r.bat" "a""&calc"")");
  CHECK(batch_line("r.bat", {R"(end\)"}) == R"(/e:ON /v:OFF /d /c ""r.bat" end\")");
  CHECK(batch_line("r.bat", {R"(an end\)"}) == R"(/e:ON /v:OFF /d /c ""r.bat" "an end\\"")");
  CHECK(batch_line("r.bat", {"%PATH%"}) ==
        R"(/e:ON /v:OFF /d /c ""r.bat" "%%cd:~,%PATH%%cd:~,%"")");
  CHECK_FALSE(batch_line("r.bat", {"a\nb"}));
  CHECK_FALSE(batch_line("r.bat", {std::string("a\0b", 3)}));
}

}  // namespace preflight::run
