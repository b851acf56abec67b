// Extensions as Python 3.8 and later loads them, in trees that a test makes up.
#include <algorithm>
#include <map>

#include "checks/imports/elf_closure.hpp"
#include "checks/imports/imports.hpp"
#include "checks/imports/pe_closure.hpp"
#include "checks/imports/python_around.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/elf_builder.hpp"
#include "tests/support/fake_files.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/pe_builder.hpp"

namespace preflight::imports {

using test::build_pe;
using test::fake_files;
using test::only;
using test::PeImport;
using test::PeRecipe;

namespace {

using Tree = std::map<std::string, std::string>;

const std::string site_packages = "C:\\py\\Lib\\site-site_packages\\";

std::string library(std::vector<PeImport> imports = {}) {
  PeRecipe file;
  file.library = true;
  file.imports = std::move(imports);
  file.exports = {{"f", ""}};
  return build_pe(file);
}

PeImport from(const std::string& name) { return {name, {"f"}}; }

/// A Python 3.11, and a tool in the PATH.
Tree python() {
  return {
      {"C:\\py\\python.exe", build_pe({})},    {"C:\\py\\python311.dll", library()},
      {"C:\\py\\vcruntime140.dll", library()}, {"C:\\Windows\\System32\\dbghelp2.dll", library()},
      {"C:\\Windows\\old.dll", library()},     {"C:\\tools\\zlib1.dll", library()},
      {"C:\\here\\near.dll", library()}};
}

Findings judged(Tree tree, const std::string& path, std::vector<std::string> search = {}) {
  Files files(fake_files(std::move(tree), '\\'));
  PeBindings bindings;
  PeSurroundings around;
  around.system_folder = "C:\\Windows\\System32";
  around.windows_folder = "C:\\Windows";
  around.path = {"C:\\tools"};
  around.current_folder = "C:\\here";
  around.search = std::move(search);
  around.as_python = true;
  auto look = python_around(files, path, "");
  around.python_folder = look.folder;
  Facts facts;
  facts.closures.push_back(close_pe(files, path, around, bindings));
  facts.closures[0].python = std::move(look);
  return judge({}, facts);
}

Findings judged(const std::string& file, std::vector<PeImport> imports,
                std::vector<std::string> search = {}) {
  auto tree = python();
  tree[site_packages + file] = library(std::move(imports));
  return judged(std::move(tree), site_packages + file, std::move(search));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an extension finds what Python and System32 have") {
  CHECK(judged("fast.cp311-win_amd64.pyd",
               {from("python311.dll"), from("vcruntime140.dll"), from("dbghelp2.dll")})
            .empty());
}

TEST_CASE("an extension finds no library on PATH, in the current folder or in Windows itself") {
  const auto path = only(judged("fast.pyd", {from("zlib1.dll")}));
  CHECK(path.code == "imports.not-on-python-path");
  CHECK(path.severity == Severity::blocker);
  CHECK(has(path.message, "zlib1.dll is found on PATH only"));
  CHECK(path.remedies[0].command == R"(os.add_dll_directory(r"C:\tools"))");
  CHECK(only(judged("fast.pyd", {from("near.dll")})).code == "imports.not-on-python-path");
  CHECK(only(judged("fast.pyd", {from("old.dll")})).code == "imports.missing-library");
  CHECK(only(judged("fast.pyd", {from("none.dll")})).code == "imports.missing-library");
  CHECK(judged("fast.pyd", {from("zlib1.dll")}, {"C:\\tools"}).empty());
}

TEST_CASE("a library of a library is looked for beside the extension, too") {
  auto tree = python();
  tree[site_packages + "fast.pyd"] = library({from("outer.dll")});
  tree[site_packages + "outer.dll"] = library({from("inner.dll")});
  tree[site_packages + "inner.dll"] = library();
  CHECK(judged(tree, site_packages + "fast.pyd").empty());
}

TEST_CASE("an extension for another Python is told as such") {
  const auto other = only(judged("fast.pyd", {from("python39.dll")}));
  CHECK(other.code == "imports.other-python");
  CHECK(has(other.message, "fast.pyd is built for Python 3.9, and lies in Python 3.11"));
  CHECK(has(only(judged("fast.cp39-win_amd64.pyd", {})).message,
            "is for Python 3.9, and lies in Python 3.11"));
  CHECK(has(only(judged("fast.cp311-win_amd64.pyd", {from("python39.dll")})).message,
            "is named for Python 3.11, but built for Python 3.9"));
  CHECK(has(only(judged("fast.cp311t-win_amd64.pyd", {from("python311.dll")})).message,
            "is named for Python 3.11t"));
}

TEST_CASE("an extension of the stable ABI is for every Python 3") {
  auto tree = python();
  tree["C:\\py\\python3.dll"] = library();
  tree[site_packages + "fast.pyd"] = library({from("python3.dll")});
  CHECK(judged(tree, site_packages + "fast.pyd").empty());
}

TEST_CASE("a debug build of an extension is told as such") {
  CHECK(only(judged("fast_d.cp311-win_amd64.pyd", {from("python311_d.dll")})).code ==
        "imports.debug-runtime");
  CHECK(only(judged("fast.pyd", {from("python311_d.dll")})).code == "imports.debug-runtime");
  CHECK(only(judged("fast.pyd", {from("vcruntime140d.dll")})).code == "imports.debug-runtime");
}

TEST_CASE("without a Python near an extension, what each has is taken as there") {
  const std::string path = "C:\\wheel\\fast\\fast.cp39-win_amd64.pyd";
  const auto tree = Tree{{path, library({from("python39.dll"), from("vcruntime140.dll")})}};
  CHECK(judged(tree, path).empty());
}

TEST_CASE("of a virtual environment the base Python counts") {
  auto tree = python();
  const std::string path = "D:\\venv\\Lib\\site-site_packages\\fast.pyd";
  tree["D:\\venv\\pyvenv.cfg"] = "home = C:\\py\r\n";
  tree[path] = library({from("python311.dll")});
  CHECK(judged(tree, path).empty());
  tree[path] = library({from("python312.dll")});
  CHECK(only(judged(tree, path)).code == "imports.other-python");
}

TEST_CASE("a library that the system refuses is told as there, and hard") {
  Facts facts;
  auto& closure = facts.closures.emplace_back();
  closure.format = "PE";
  closure.libraries.emplace_back().path = "C:\\py\\fast.pyd";
  closure.python.emplace();
  closure.python->refused.push_back({"C:\\py\\fast.pyd", {{4551}, "a policy forbids it"}});
  const auto one = only(judge({}, facts));
  CHECK(one.code == "imports.blocked-by-policy");
  CHECK(one.hard);
  CHECK(has(*one.cause, "a policy forbids it"));
}

TEST_CASE("an extension for Linux lies in the Python of its path") {
  const auto codes = [](const std::string& path) {
    Files files(fake_files({{path, test::build_elf({})}}));
    Facts facts;
    facts.closures.push_back(close_elf(files, path, {}, {}));
    facts.closures[0].python = python_around(files, path, "");
    Findings found = judge({}, facts);
    return std::count_if(found.begin(), found.end(),
                         [](const Finding& one) { return one.code == "imports.other-python"; });
  };
  const std::string folder = "/opt/venv/lib/python3.11/site-site_packages/";
  CHECK(codes(folder + "fast.cpython-311-x86_64-linux-gnu.so") == 0);
  CHECK(codes(folder + "fast.cpython-39-x86_64-linux-gnu.so") == 1);
  CHECK(codes(folder + "fast.abi3.so") == 0);
  CHECK(codes(folder + "fast.so") == 0);
  CHECK(codes("/usr/lib/python3/dist-site_packages/fast.cpython-39-x86_64-linux-gnu.so") == 0);
}

}  // namespace preflight::imports
