#include "checks/python/settings.hpp"

#include "tests/support/catch.hpp"

namespace preflight::python {

TEST_CASE("the settings of a virtual environment are read") {
  const auto venv =
      decode_venv("\xef\xbb\xbfHome = C:\\Python 311\r\nversion= 3.11.2\r\nx\r\n= y\r\n");
  CHECK(venv.home == "C:\\Python 311");
  CHECK(venv.version == "3.11.2");
  CHECK(decode_venv("").home.empty());
  CHECK(decode_venv("home").home.empty());
}

TEST_CASE("a ._pth file is read as Python reads it") {
  const auto plain = decode_path_file("python311.zip\r\n.\r\n\r\n# Uncomment\r\n#import site\r\n");
  CHECK(plain.folders == std::vector<std::string>{"python311.zip", "."});
  CHECK_FALSE(plain.imports_site);
  CHECK(decode_path_file(".\nimport site").imports_site);
  CHECK(decode_path_file("import os\n").folders.empty());
}

TEST_CASE("settings that are cut anywhere are read as far as they go") {
  constexpr std::string_view text = "home = /usr/bin\nimport site\n.\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    CHECK(decode_venv(text.substr(0, size)).home.size() <= 8);
    CHECK(decode_path_file(text.substr(0, size)).folders.size() <= 2);
  }
}

}  // namespace preflight::python
