#include "checks/imports/names.hpp"

#include "checks/imports/api_set.hpp"
#include "checks/imports/manifest.hpp"
#include "checks/imports/packages.hpp"
#include "checks/imports/windows_names.hpp"
#include "tests/support/catch.hpp"

namespace preflight::imports {

TEST_CASE("names of libraries are compared as the loader of Windows does") {
  CHECK(library_file("KERNEL32") == "KERNEL32.dll");
  CHECK(library_file("x.drv") == "x.drv");
  CHECK(library_file("x.") == "x");
  CHECK(same_library("KERNEL32", "kernel32.DLL"));
  CHECK_FALSE(same_library("kernel3", "kernel32"));
}

TEST_CASE("API sets are told from files by their names") {
  CHECK(is_api_set("api-ms-win-crt-heap-l1-1-0.dll"));
  CHECK(is_api_set("EXT-MS-win-ntuser-window-l1-1-12"));
  CHECK_FALSE(is_api_set("api-ms-win-crt-heap.dll"));
  CHECK_FALSE(is_api_set("kernel32.dll"));
  CHECK_FALSE(is_api_set("api-1-1-0.dll"));
}

TEST_CASE("Windows' own libraries are known, redistributables are none of them") {
  for (const auto* name : {"KERNEL32.dll", "ws2_32", "winspool.drv", "dbghelp.dll", "ucrtbase.dll"})
    CHECK(is_windows_library(name));
  for (const auto* name : {"vcruntime140.dll", "msvcp140.dll", "mfc140u.dll", "d3dx9_43.dll",
                           "python311.dll", "xinput1_3.dll", "vcomp140.dll", "msvcr100.dll"})
    CHECK_FALSE(is_windows_library(name));
  CHECK(is_known_library("OLE32.DLL"));
  CHECK_FALSE(is_known_library("dbghelp.dll"));
}

TEST_CASE("a missing library has a package") {
  const auto says = [](std::string_view library, std::string_view text) {
    const auto remedy = package_for_dll(library, "x64");
    INFO(library);
    REQUIRE(remedy.has_value());
    CHECK(remedy->text.find(text) != std::string::npos);
  };
  says("VCRUNTIME140_1.dll", "vc_redist.x64.exe");
  says("MSVCP140_ATOMIC_WAIT.dll", "2015-2022 Redistributable (x64)");
  says("msvcr100.dll", "2010");
  says("msvcp140d.dll", "Release");
  says("python311.dll", "Python 3.11 (x64)");
  says("python3.dll", "Python 3 (x64)");
  says("pywintypes311.dll", "pywin32");
  says("libstdc++-6.dll", "MinGW");
  says("d3dx9_43.dll", "June 2010");
  says("cudart64_110.dll", "CUDA");
  CHECK_FALSE(package_for_dll("own.dll", "x64").has_value());
}

TEST_CASE("the runtime of a debug build is known by its name") {
  for (const auto* name : {"vcruntime140d.dll", "UCRTBASED.dll", "vcruntime140_1d.dll",
                           "mfc140ud.dll", "msvcr100d.dll"})
    CHECK(is_debug_runtime(name));
  for (const auto* name : {"vcruntime140.dll", "gdi32.dll", "mfplatd.dll", "msvcrt.dll"})
    CHECK_FALSE(is_debug_runtime(name));
}

TEST_CASE("a manifest names assemblies and files") {
  const auto manifest = parse_manifest(
      "<?xml version='1.0'?><!-- <file name='no'/> --><a:assembly><assemblyIdentity name='own'/>"
      "<dependency><a:dependentAssembly><a:assemblyIdentity type=\"win32\" name=\"N>1\" "
      "version = '1.2.3.4' processorArchitecture='*' publicKeyToken='abc'/></a:dependentAssembly>"
      "</dependency><file name='x.dll'/><file");
  REQUIRE(manifest.needs.size() == 1);
  CHECK(manifest.needs[0].name == "N>1");
  CHECK(manifest.needs[0].version == "1.2.3.4");
  CHECK(manifest.needs[0].token == "abc");
  CHECK(manifest.files == std::vector<std::string>{"x.dll"});
}

}  // namespace preflight::imports
