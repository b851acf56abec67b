#include "checks/imports/python_names.hpp"

#include "tests/support/catch.hpp"

namespace preflight::imports {

TEST_CASE("the name of an extension tells which Python it is for") {
  const auto build = [](std::string_view file) {
    const auto name = parse_extension_name(file);
    return name && name->build ? text(*name->build) : "";
  };
  CHECK(build("fast.cp311-win_amd64.pyd") == "3.11");
  CHECK(build("fast.CP39-win32.pyd").empty());
  CHECK(build("fast.cp39-win32.PYD") == "3.9");
  CHECK(build("fast.cp313t-win_amd64.pyd") == "3.13t");
  CHECK(build("fast_d.cp312-win_amd64.pyd") == "3.12, a debug build");
  CHECK(build("fast.cpython-311-x86_64-linux-gnu.so") == "3.11");
  CHECK(build("fast.cpython-37m-x86_64-linux-gnu.so") == "3.7");
  CHECK(build("fast.cpython-314td-x86_64-linux-gnu.so") == "3.14t, a debug build");
  CHECK(build("fast.pyd").empty());
  CHECK(parse_extension_name("fast.pyd")->module == "fast");
  CHECK(parse_extension_name("fast_d.pyd")->debug);
  CHECK_FALSE(parse_extension_name("fast.abi3.so")->build);
  CHECK(parse_extension_name("fast.abi3.so"));
  CHECK_FALSE(parse_extension_name("libx.so"));
  CHECK_FALSE(parse_extension_name("libx.so.1"));
  CHECK_FALSE(parse_extension_name("x.dll"));
  CHECK_FALSE(parse_extension_name(".pyd"));
  CHECK_FALSE(parse_extension_name(""));
  CHECK_FALSE(parse_extension_name("x.cpython-.so")->build);
  CHECK_FALSE(parse_extension_name("x.cpython-99999-y.so")->build);
}

TEST_CASE("the library of a Python tells which one it is") {
  const auto build = [](std::string_view library) {
    const auto found = parse_python_library(library);
    return found ? text(*found) : "";
  };
  CHECK(build("python311.dll") == "3.11");
  CHECK(build("PYTHON39.DLL") == "3.9");
  CHECK(build("python313t.dll") == "3.13t");
  CHECK(build("python311_d.dll") == "3.11, a debug build");
  CHECK(build("python313t_d.dll") == "3.13t, a debug build");
  CHECK(build("libpython3.11.so.1.0") == "3.11");
  CHECK(build("libpython3.13t.so.1.0") == "3.13t");
  for (const auto* other : {"python3.dll", "python.dll", "pythoncom311.dll", "python3x.dll",
                            "libpython3.so", "libpythonx", "libpython", "x.dll"})
    CHECK(build(other).empty());
  CHECK(is_python_own("python3.dll"));
  CHECK(is_python_own("VCRUNTIME140.dll"));
  CHECK_FALSE(is_python_own("msvcp140.dll"));
}

TEST_CASE("a path tells whose Python it belongs to") {
  CHECK(text(*python_of_path("/usr/lib/python3.11/site-packages/x.so")) == "3.11");
  CHECK(text(*python_of_path("/python3.9/venv/lib/python3.13t/x.so")) == "3.13t");
  CHECK_FALSE(python_of_path("/usr/lib/python3/dist-packages/x.so"));
  CHECK_FALSE(python_of_path("/usr/lib/pythonx/y.so"));
}

}  // namespace preflight::imports
