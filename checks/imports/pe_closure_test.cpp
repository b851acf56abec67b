#include "checks/imports/pe_closure.hpp"

#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/fake_files.hpp"
#include "tests/support/pe_builder.hpp"

namespace preflight::imports {

using test::build_pe;
using test::fake_files;
using test::PeImport;
using test::PeRecipe;

namespace {

using Tree = std::map<std::string, std::string>;

std::string dll(std::vector<std::string> names, std::vector<PeImport> imports = {},
                std::uint16_t machine = 0x8664) {
  PeRecipe file;
  file.library = true;
  file.machine = machine;
  file.imports = std::move(imports);
  for (auto& name : names) file.exports.push_back({std::move(name), ""});
  return build_pe(file);
}

std::string forwarding(const std::string& name, const std::string& to) {
  PeRecipe file;
  file.library = true;
  file.exports = {{name, to}};
  return build_pe(file);
}

PeRecipe windows_program(std::vector<PeImport> imports) {
  PeRecipe file;
  file.imports = std::move(imports);
  return file;
}

PeSurroundings windows() {
  PeSurroundings around;
  around.system_folder = "C:\\Windows\\System32";
  around.system_folder_32 = "C:\\Windows\\SysWOW64";
  around.windows_folder = "C:\\Windows";
  around.side_by_side = "C:\\Windows\\WinSxS";
  around.path = {"C:\\tools"};
  return around;
}

struct OnWindows {
  OnWindows(const PeRecipe& app, Tree tree, const PeSurroundings& around = windows())
      : files(fake_files(added(app, std::move(tree)), '\\')),
        closure(close_pe(files, "C:\\app\\app.exe", around, bindings)) {}

  static Tree added(const PeRecipe& app, Tree tree) {
    tree["C:\\app\\app.exe"] = build_pe(app);
    return tree;
  }

  [[nodiscard]] const Library& at(const std::string& name) const {
    for (const auto& one : closure.libraries)
      if (one.name == name) return one;
    throw std::runtime_error("no library " + name);
  }

  Files files;
  PeBindings bindings;
  Closure closure;
};

}  // namespace

TEST_CASE("the application folder comes before the system folder, and PATH last") {
  const OnWindows looked(windows_program({{"A.dll", {"f"}}, {"b.dll", {"f"}}, {"c.dll", {"f"}}}),
                         {{"C:\\app\\a.DLL", dll({"f"})},
                          {"C:\\Windows\\System32\\a.dll", dll({"f"})},
                          {"C:\\Windows\\System32\\b.dll", dll({"f"})},
                          {"C:\\tools\\c.dll", dll({"f"})}});
  CHECK(looked.at("A.dll").path == "C:\\app\\a.DLL");
  CHECK(looked.at("A.dll").how == "application folder");
  CHECK(looked.at("b.dll").how == "system folder");
  CHECK(looked.at("c.dll").how == "PATH");
  REQUIRE(looked.at("c.dll").tried.size() == 3);
  CHECK(looked.at("c.dll").tried[0].path == "C:\\app\\c.dll");
  CHECK(looked.closure.symbols.empty());
}

TEST_CASE("KnownDLLs are taken from the system folder whatever lies beside the program") {
  const OnWindows looked(
      windows_program({{"KERNEL32.dll", {"f"}}}),
      {{"C:\\app\\kernel32.dll", dll({"f"})}, {"C:\\Windows\\System32\\kernel32.dll", dll({"f"})}});
  CHECK(looked.at("KERNEL32.dll").path == "C:\\Windows\\System32\\kernel32.dll");
  CHECK(looked.at("KERNEL32.dll").how == "KnownDLLs");
}

TEST_CASE("a 32-bit program sees SysWOW64 as the system folder") {
  auto app = windows_program({{"a.dll", {"f"}}});
  app.machine = 0x14c;
  const OnWindows looked(app, {{"C:\\Windows\\System32\\a.dll", dll({"f"})},
                               {"C:\\Windows\\SysWOW64\\a.dll", dll({"f"}, {}, 0x14c)}});
  CHECK(looked.at("a.dll").path == "C:\\Windows\\SysWOW64\\a.dll");
}

TEST_CASE("a library for another machine is told, also where a good one stands behind it") {
  const OnWindows looked(
      windows_program({{"a.dll", {"f"}}}),
      {{"C:\\app\\a.dll", dll({"f"}, {}, 0x14c)}, {"C:\\tools\\a.dll", dll({"f"})}});
  const auto& library = looked.at("a.dll");
  CHECK(library.status == LibraryStatus::wrong_architecture);
  CHECK(library.tried.front().why == "is for x86, not x64");
  CHECK(library.tried.back().path == "C:\\tools\\a.dll");
}

TEST_CASE("a missing export is told by name or number, with the nearest name") {
  PeRecipe provider;
  provider.library = true;
  provider.exports = {{"OpenThing", ""}, {"ReadThing", ""}};
  const OnWindows looked(windows_program({{"a.dll", {"OpenThingW", "#9", "ReadThing"}}}),
                         {{"C:\\app\\a.dll", build_pe(provider)}});
  REQUIRE(looked.closure.symbols.size() == 2);
  CHECK(looked.closure.symbols[0].symbol == "OpenThingW");
  CHECK(looked.closure.symbols[0].nearest == "OpenThing");
  CHECK(looked.closure.symbols[1].symbol == "#9");
  CHECK(looked.closure.libraries[looked.closure.symbols[0].library].name == "a.dll");
}

TEST_CASE("forwarders are followed, and their library is loaded too") {
  const OnWindows looked(
      windows_program({{"a.dll", {"f"}}}),
      {{"C:\\app\\a.dll", forwarding("f", "b.g")}, {"C:\\app\\b.dll", dll({"h"})}});
  CHECK(looked.at("b.dll").status == LibraryStatus::found);
  REQUIRE(looked.closure.symbols.size() == 1);
  CHECK(looked.closure.symbols[0].symbol == "g");
}

TEST_CASE("forwarders that lead in a circle come to an end") {
  const OnWindows looked(
      windows_program({{"a.dll", {"f"}}}),
      {{"C:\\app\\a.dll", forwarding("f", "b.f")}, {"C:\\app\\b.dll", forwarding("f", "a.f")}});
  CHECK_FALSE(looked.closure.incomplete.empty());
}

TEST_CASE("a delay import that is missing is no library that is needed at start") {
  auto app = windows_program({{"a.dll", {"f"}}});
  app.delay_imports = {{"late.dll", {"f"}}, {"a.dll", {"f"}}};
  const OnWindows looked(app, {{"C:\\app\\a.dll", dll({"f"})}});
  CHECK(looked.at("late.dll").status == LibraryStatus::missing);
  CHECK(looked.at("late.dll").delayed);
  CHECK_FALSE(looked.at("a.dll").delayed);
}

TEST_CASE("without a Windows at hand its own libraries are known by name") {
  const OnWindows looked(
      windows_program({{"KERNEL32.dll", {"ExitProcess"}},
                       {"dbghelp.dll", {"x"}},
                       {"api-ms-win-crt-heap-l1-1-0.dll", {"malloc"}},
                       {"api-ms-win-core-file-l1-1-0.dll", {"x"}},
                       {"VCRUNTIME140.dll", {"memcpy"}},
                       {"mfc140u.dll", {"#1"}}}),
      {{"C:\\app\\vcruntime140.dll", dll({"memcpy"})}, {"C:\\app\\dbghelp.dll", dll({"x"})}},
      PeSurroundings{});
  CHECK(looked.at("KERNEL32.dll").status == LibraryStatus::system);
  CHECK(looked.at("dbghelp.dll").path == "C:\\app\\dbghelp.dll");
  CHECK(looked.at("ucrtbase.dll").status == LibraryStatus::system);
  CHECK(looked.at("api-ms-win-core-file-l1-1-0.dll").status == LibraryStatus::system);
  CHECK(looked.at("VCRUNTIME140.dll").status == LibraryStatus::found);
  CHECK(looked.at("mfc140u.dll").status == LibraryStatus::missing);
  CHECK(looked.closure.symbols.empty());
}

TEST_CASE("junk in the place of a library ends the search") {
  const OnWindows looked(windows_program({{"a.dll", {"f"}}}),
                         {{"C:\\app\\a.dll", "junk"}, {"C:\\tools\\a.dll", dll({"f"})}});
  REQUIRE(looked.at("a.dll").stops.has_value());
  CHECK(looked.at("a.dll").stops->why == "is no program");
}

TEST_CASE("a name that is a path is not followed") {
  const OnWindows looked(windows_program({{"..\\..\\x.dll", {"f"}}}), {});
  CHECK(looked.at("..\\..\\x.dll").status == LibraryStatus::missing);
}

TEST_CASE("an assembly of the manifest is looked for beside the program and in WinSxS") {
  auto app = windows_program({{"MSVCR90.dll", {"f"}}});
  app.manifest =
      "<assembly><dependency><dependentAssembly><assemblyIdentity type='win32' "
      "name='Microsoft.VC90.CRT' version='9.0.21022.8' processorArchitecture='amd64' "
      "publicKeyToken='1fc8b3b9a1e18e3b'/></dependentAssembly></dependency></assembly>";
  SECTION("nowhere") {
    const OnWindows looked(app, {});
    REQUIRE(looked.closure.assemblies.size() == 1);
    CHECK(looked.closure.assemblies[0].name == "Microsoft.VC90.CRT");
    CHECK(looked.closure.assemblies[0].tried.size() == 5);
  }
  SECTION("beside it") {
    const OnWindows looked(app, {{"C:\\app\\Microsoft.VC90.CRT\\Microsoft.VC90.CRT.manifest",
                                  "<assembly><file name=\"msvcr90.dll\"/></assembly>"},
                                 {"C:\\app\\Microsoft.VC90.CRT\\msvcr90.dll", dll({"f"})}});
    CHECK(looked.closure.assemblies.empty());
    CHECK(looked.at("MSVCR90.dll").how == "assembly");
  }
  SECTION("perhaps in a folder that may not be listed") {
    const OnWindows looked(app, {{"C:\\Windows\\WinSxS", test::denied_file}});
    CHECK(looked.closure.assemblies.empty());
    REQUIRE(looked.closure.unreadable.size() == 1);
    CHECK(looked.closure.unreadable[0].path == "C:\\Windows\\WinSxS\\Microsoft.VC90.CRT");
  }
  SECTION("in WinSxS, of a newer number") {
    const OnWindows looked(app,
                           {{"C:\\Windows\\WinSxS\\amd64_microsoft.vc90.crt_1fc8b3b9a1e18e3b_9.0."
                             "30729.1_none_99b61f5e8371c1d4\\msvcr90.dll",
                             dll({"f"})}});
    CHECK(looked.closure.assemblies.empty());
    CHECK(looked.at("MSVCR90.dll").status == LibraryStatus::found);
  }
}

TEST_CASE("a folder .local beside the program comes first, unless the program has a manifest") {
  const Tree tree = {{"C:\\app\\app.exe.local\\a.dll", dll({"f"})}, {"C:\\app\\a.dll", dll({"f"})}};
  auto app = windows_program({{"a.dll", {"f"}}});
  CHECK(OnWindows(app, tree).at("a.dll").how == "folder .local");
  app.manifest = "<assembly></assembly>";
  CHECK(OnWindows(app, tree).at("a.dll").how == "application folder");
}

TEST_CASE("the current folder comes behind the system's, or before it without SafeDllSearchMode") {
  const Tree tree = {{"C:\\here\\a.dll", dll({"f"})},
                     {"C:\\Windows\\System32\\a.dll", dll({"f"})},
                     {"C:\\here\\b.dll", dll({"f"})},
                     {"C:\\tools\\b.dll", dll({"f"})}};
  auto around = windows();
  around.current_folder = "C:\\here";
  const auto app = windows_program({{"a.dll", {"f"}}, {"b.dll", {"f"}}});
  const OnWindows safe(app, tree, around);
  CHECK(safe.at("a.dll").how == "system folder");
  CHECK(safe.at("b.dll").how == "current folder");
  around.safe_search = false;
  CHECK(OnWindows(app, tree, around).at("a.dll").how == "current folder");
}

TEST_CASE("an API set of a Windows whose map cannot be read is taken as there") {
  const OnWindows looked(windows_program({{"api-ms-win-core-file-l1-2-0.dll", {"f"}},
                                          {"ext-ms-win-core-file-l1-2-0.dll", {"f"}}}),
                         {});
  CHECK(looked.at("api-ms-win-core-file-l1-2-0.dll").status == LibraryStatus::system);
  CHECK(looked.at("ext-ms-win-core-file-l1-2-0.dll").status == LibraryStatus::missing);
}

TEST_CASE("what is bound is loaded, however the program uses it") {
  auto app = windows_program({{"a.dll", {"f"}}});
  app.bound_imports = {"a.dll", "b.dll", "gone.dll"};
  const OnWindows looked(app, {{"C:\\app\\a.dll", dll({"f"})}, {"C:\\app\\b.dll", dll({"f"})}});
  CHECK(looked.at("b.dll").path == "C:\\app\\b.dll");
  CHECK(looked.at("gone.dll").status == LibraryStatus::missing);
  CHECK(looked.at("gone.dll").needed_by == std::vector<std::size_t>{0});
}

TEST_CASE("a linker's DEPENDENTLOADFLAG narrows where what a file imports is looked for") {
  const Tree tree = {{"C:\\app\\a.dll", dll({"f"})},
                     {"C:\\Windows\\System32\\a.dll", dll({"f"})},
                     {"C:\\app\\b.dll", dll({"f"})},
                     {"C:\\tools\\c.dll", dll({"f"})}};
  auto app = windows_program({{"a.dll", {"f"}}, {"b.dll", {"f"}}, {"c.dll", {"f"}}});
  for (const bool wide : {true, false}) {
    auto same = app;
    same.load_flags = 0x800;  // LOAD_LIBRARY_SEARCH_SYSTEM32
    same.machine = wide ? 0x8664 : 0x14c;
    auto around = windows();
    around.system_folder_32 = "C:\\Windows\\System32";
    auto same_tree = tree;
    for (auto& [path, content] : same_tree) content = dll({"f"}, {}, same.machine);
    const OnWindows narrow(same, same_tree, around);
    CHECK(narrow.at("a.dll").path == "C:\\Windows\\System32\\a.dll");
    CHECK(narrow.at("b.dll").status == LibraryStatus::missing);
    CHECK(narrow.at("c.dll").status == LibraryStatus::missing);
  }
  app.load_flags = 0x1000;  // LOAD_LIBRARY_SEARCH_DEFAULT_DIRS
  const OnWindows usual(app, tree);
  CHECK(usual.at("a.dll").path == "C:\\app\\a.dll");
  CHECK(usual.at("b.dll").status == LibraryStatus::found);
  CHECK(usual.at("c.dll").status == LibraryStatus::missing);
  app.load_flags = 0x4000;  // no folders: a signature is asked for
  CHECK(OnWindows(app, tree).at("c.dll").how == "PATH");
}

}  // namespace preflight::imports
