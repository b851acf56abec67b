#include "checks/service/command_line.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

const Environment windows_environment{{"SystemRoot", "C:\\Windows"},
                                      {"ProgramFiles", "C:\\Program Files"}};

ImagePath decode(std::string_view raw) {
  return decode_image_path(raw, windows_environment, "C:\\Windows");
}

std::vector<std::string> paths(std::string_view raw) {
  std::vector<std::string> found;
  for (const auto& one : decode(raw).candidates) found.push_back(one.path);
  return found;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a quoted path is one program", "[service]") {
  const auto image = decode(R"("C:\Program Files\App\app.exe" --port 8000)");
  CHECK(image.quoted);
  CHECK_FALSE(image.blank_in_path);
  REQUIRE(image.candidates.size() == 1);
  CHECK(image.candidates[0].path == R"(C:\Program Files\App\app.exe)");
  CHECK(image.candidates[0].rest == "--port 8000");
}

TEST_CASE("an unquoted path with blanks means several programs, the shortest first", "[service]") {
  CHECK(paths(R"(C:\pf x\y z\app.exe run)") == Words{R"(C:\pf)", R"(C:\pf.exe)", R"(C:\pf x\y)",
                                                     R"(C:\pf x\y.exe)", R"(C:\pf x\y z\app.exe)",
                                                     R"(C:\pf x\y z\app.exe run)"});
  CHECK(decode(R"(C:\pf x\y z\app.exe run)").blank_in_path);
  CHECK(decode(R"(C:\pf x\app.exe)").candidates[0].rest == R"(x\app.exe)");
}

TEST_CASE("arguments behind an unquoted path without blanks make it no riddle", "[service]") {
  const auto image = decode(R"(C:\app\app.exe --port 8000)");
  CHECK(image.candidates[0].path == R"(C:\app\app.exe)");
  CHECK(image.candidates[0].rest == "--port 8000");
}

TEST_CASE("variables are those of the machine", "[service]") {
  CHECK(paths(R"(%systemroot%\x.exe)") == Words{R"(C:\Windows\x.exe)"});
  const auto unknown = decode(R"(%LocalAppData%\x.exe)");
  CHECK(unknown.unknown_variables == Words{"LocalAppData"});
  CHECK(unknown.text == R"(%LocalAppData%\x.exe)");
  CHECK(expand("100% of %SystemRoot%", windows_environment).text == R"(100% of C:\Windows)");
  CHECK(expand("%%SystemRoot%%", windows_environment).text == R"(%C:\Windows%)");
}

TEST_CASE("native and relative forms are taken as the system takes them", "[service]") {
  CHECK(paths(R"(\??\C:\a\b.exe)") == Words{R"(C:\a\b.exe)"});
  CHECK(paths(R"(\SystemRoot\System32\b.exe)") == Words{R"(C:\Windows\System32\b.exe)"});
  CHECK(paths(R"("\??\C:\a b\c.exe" x)") == Words{R"(C:\a b\c.exe)"});
  CHECK(paths("svchost.exe") == Words{R"(C:\Windows\System32\svchost.exe)"});
  CHECK(decode("svchost.exe").relative);
  CHECK_FALSE(decode(R"(\\server\share\a.exe)").relative);
}

TEST_CASE("hostile command lines are cut, not followed", "[service]") {
  CHECK(decode("").candidates.empty());
  CHECK(decode("   ").candidates.empty());
  CHECK(decode("\"").candidates.size() <= 2);
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "C:\\a ";
  CHECK(decode(many).candidates.size() <= 66);
  Environment bomb{{"a", std::string(60000, 'x')}};
  CHECK(expand("%a%%a%%a%%a%", bomb).text.size() <= 65536);
}

TEST_CASE("arguments are parted as CommandLineToArgvW parts them", "[service]") {
  CHECK(split_arguments(R"(-m uvicorn "app main:app"  --x)") ==
        Words{"-m", "uvicorn", "app main:app", "--x"});
  CHECK(split_arguments(R"("" a)") == Words{"", "a"});
  CHECK(split_arguments(R"(C:\a\ "b c\\" d)") == Words{R"(C:\a\)", R"(b c\)", "d"});
  CHECK(split_arguments(R"(a\"b "c\"d" e\\\"f)") == Words{R"(a"b)", R"(c"d)", R"(e\"f)"});
  CHECK(split_arguments(R"("a""b" c)") == Words{R"(a"b)", "c"});
  CHECK(split_arguments("  ").empty());
}

TEST_CASE("only what hangs on the current folder is a relative path", "[service]") {
  for (const auto* path : {"app.py", R"(.\run)", R"(conf\app.ini)", "../x"})
    CHECK(is_relative_path(path));
  for (const auto* path : {"-m", "app.main:app", R"(C:\app.py)", R"(\\s\x.py)", "8000", "",
                           "http://x/app.py", "/app.py"})
    CHECK_FALSE(is_relative_path(path));
}

TEST_CASE("a command line cut anywhere is still read", "[service]") {
  const std::string_view whole = R"("\??\C:\a b\%SystemRoot%\c.exe" -x "y \" z" %NONE%)";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto image = decode(whole.substr(0, size));
    for (const auto& one : image.candidates) split_arguments(one.rest);
    CHECK(image.candidates.size() <= 66);
  }
}

}  // namespace preflight::service
