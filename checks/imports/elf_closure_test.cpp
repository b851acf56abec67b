#include "checks/imports/elf_closure.hpp"

#include <cerrno>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/elf_builder.hpp"
#include "tests/support/fake_files.hpp"

namespace preflight::imports {

using test::build_elf;
using test::ElfRecipe;
using test::fake_files;

namespace {

using Tree = std::map<std::string, std::string>;

std::string library(const std::string& soname, std::vector<std::string> needed = {}) {
  ElfRecipe file;
  file.soname = soname;
  file.needed = std::move(needed);
  return build_elf(file);
}

ElfRecipe linux_program(std::vector<std::string> needed) {
  ElfRecipe file;
  file.interpreter = "/ld.so";
  file.needed = std::move(needed);
  return file;
}

struct OnLinux {
  explicit OnLinux(Tree tree, const ElfSurroundings& around = {}, bool symbols = false)
      : files(fake_files(std::move(tree))),
        closure(close_elf(files, "/app/bin/app", around, {symbols})) {}

  [[nodiscard]] const Library& at(const std::string& name) const {
    for (const auto& one : closure.libraries)
      if (one.name == name) return one;
    throw std::runtime_error("no library " + name);
  }

  Files files;
  Closure closure;
};

Tree with(ElfRecipe app, Tree others) {
  others["/app/bin/app"] = build_elf(app);
  others.emplace("/ld.so", library("ld.so"));
  return others;
}

}  // namespace

TEST_CASE("RPATH comes before LD_LIBRARY_PATH, and RUNPATH behind it") {
  ElfSurroundings around;
  around.library_path = {"/b"};
  const Tree both{{"/a/libf.so", library("libf.so")}, {"/b/libf.so", library("libf.so")}};
  auto app = linux_program({"libf.so"});
  SECTION("RPATH") {
    app.rpath = "/a";
    CHECK(OnLinux(with(app, both), around).at("libf.so").path == "/a/libf.so");
  }
  SECTION("RUNPATH") {
    app.runpath = "/a";
    const OnLinux looked(with(app, both), around);
    CHECK(looked.at("libf.so").path == "/b/libf.so");
    CHECK(looked.at("libf.so").how == "LD_LIBRARY_PATH");
  }
  SECTION("--search before all") {
    app.rpath = "/a";
    around.search = {"/b"};
    CHECK(OnLinux(with(app, both), around).at("libf.so").how == "--search");
  }
}

TEST_CASE("RPATH holds for the libraries of a library, RUNPATH does not") {
  const Tree files{{"/a/libg.so", library("libg.so", {"libf.so"})},
                   {"/a/libf.so", library("libf.so")}};
  auto app = linux_program({"libg.so"});
  app.rpath = "/a";
  CHECK(OnLinux(with(app, files)).at("libf.so").status == LibraryStatus::found);
  app.rpath.reset();
  app.runpath = "/a";
  const OnLinux looked(with(app, files));
  const auto& missing = looked.at("libf.so");
  CHECK(missing.status == LibraryStatus::missing);
  REQUIRE(missing.needed_by.size() == 1);
  CHECK(looked.closure.libraries[missing.needed_by[0]].name == "libg.so");
}

TEST_CASE("$ORIGIN and $LIB are the folder of who asks, and that of the distribution") {
  const Tree files{{"/app/bin/../lib/libf.so", library("libf.so")},
                   {"/usr/lib/x86_64-linux-gnu/libz.so", library("libz.so")}};
  auto app = linux_program({"libf.so", "libz.so"});
  app.runpath = "$ORIGIN/../lib:/usr/${LIB}";
  const OnLinux looked(with(app, files));
  CHECK(looked.at("libf.so").path == "/app/bin/../lib/libf.so");
  CHECK(looked.at("libz.so").path == "/usr/lib/x86_64-linux-gnu/libz.so");
}

TEST_CASE("what is passed over is told with the reason") {
  ElfRecipe narrow;
  narrow.is_64_bit = false;
  narrow.machine = 3;
  ElfSurroundings around;
  around.library_path = {"/a", "/b", "/c", "/d"};
  const OnLinux looked(with(linux_program({"libf.so"}), {{"/b/libf.so", build_elf(narrow)},
                                                         {"/c/libf.so", test::denied_file},
                                                         {"/d/libf.so", library("libf.so")}}),
                       around);
  const auto& found = looked.at("libf.so");
  CHECK(found.path == "/d/libf.so");
  REQUIRE(found.tried.size() == 3);
  CHECK(found.tried[0].path == "/a/libf.so");
  CHECK(found.tried[0].why == "not there");
  CHECK(found.tried[1].why == "is for x86, not x64");
  CHECK(found.tried[2].why.find("cannot be read") == 0);
}

TEST_CASE("only the wrong machine is there") {
  ElfRecipe arm;
  arm.machine = 183;
  ElfSurroundings around;
  around.library_path = {"/b"};
  const OnLinux looked(with(linux_program({"libf.so"}), {{"/b/libf.so", build_elf(arm)}}), around);
  CHECK(looked.at("libf.so").status == LibraryStatus::wrong_architecture);
}

TEST_CASE("an empty file or a folder in its place ends the search") {
  ElfSurroundings around;
  around.library_path = {"/a", "/b"};
  for (const auto* content : {"", "junk", test::folder_file}) {
    const OnLinux looked(with(linux_program({"libf.so"}),
                              {{"/a/libf.so", content}, {"/b/libf.so", library("libf.so")}}),
                         around);
    const auto& library = looked.at("libf.so");
    CHECK(library.status == LibraryStatus::missing);
    REQUIRE(library.stops.has_value());
    CHECK(library.stops->path == "/a/libf.so");
  }
}

TEST_CASE("a library that is loaded already answers by its SONAME") {
  ElfSurroundings around;
  around.library_path = {"/a"};
  const OnLinux looked(with(linux_program({"libother.so", "libg.so"}),
                            {{"/a/libother.so", library("libf.so.1")},
                             {"/a/libg.so", library("libg.so", {"libf.so.1"})}}),
                       around);
  CHECK(looked.closure.libraries.size() == 4);  // with the loader
  CHECK(looked.at("libother.so").needed_by.size() == 2);
}

TEST_CASE("libraries that need each other are looked at once") {
  ElfSurroundings around;
  around.library_path = {"/a"};
  const OnLinux looked(
      with(linux_program({"liba.so"}), {{"/a/liba.so", library("liba.so", {"libb.so"})},
                                        {"/a/libb.so", library("libb.so", {"liba.so"})}}),
      around);
  CHECK(looked.closure.libraries.size() == 4);
}

TEST_CASE("a missing version is told with the highest that there is") {
  auto app = linux_program({"libc.so.6"});
  app.version_needs = {{"libc.so.6", "GLIBC_2.38", false},
                       {"libc.so.6", "GLIBC_2.9", false},
                       {"libc.so.6", "GLIBC_9.9", true}};
  ElfRecipe libc;
  libc.soname = "libc.so.6";
  libc.version_definitions = {"libc.so.6", "GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.36",
                              "GLIBC_PRIVATE"};
  const OnLinux looked(with(app, {{"/lib/libc.so.6", build_elf(libc)}}));
  REQUIRE(looked.closure.symbols.size() == 1);
  CHECK(looked.closure.symbols[0].version == "GLIBC_2.38");
  CHECK(looked.closure.symbols[0].nearest == "GLIBC_2.36");
}

TEST_CASE("a library whose symbols cannot be read may have what no other has") {
  auto app = linux_program({"libf.so"});
  app.symbols = {{"there", false, false}, {"nowhere", false, false}};
  auto system = fake_files(with(app, {{"/lib/libf.so", library("libf.so")}}));
  for (const std::string path : {"/lib/libf.so", "/app/bin/app"}) {
    INFO(path);
    auto hindered = system;
    hindered.open = [&](const std::string& asked) {
      auto opened = system.open(asked);
      if (asked == path) std::get<OpenedFile>(opened).map = [] { return SystemError{ENOMEM}; };
      return opened;
    };
    Files files(hindered);
    const auto closure = close_elf(files, "/app/bin/app", {}, {});
    CHECK(closure.symbols.empty());
    REQUIRE(closure.unreadable.size() == 1);
    CHECK(closure.unreadable[0].path == path);
  }
}

TEST_CASE("symbols that no library has") {
  auto app = linux_program({"libf.so"});
  app.symbols = {{"there", false, false}, {"nowhere", false, false}, {"maybe", false, true}};
  ElfRecipe libf;
  libf.soname = "libf.so";
  libf.symbols = {{"there", true, false}, {"lost", false, false}};
  const Tree files{{"/lib/libf.so", build_elf(libf)}};
  SECTION("of the program alone") {
    const OnLinux looked(with(app, files));
    REQUIRE(looked.closure.symbols.size() == 1);
    CHECK(looked.closure.symbols[0].symbol == "nowhere");
    CHECK(looked.closure.symbols[0].lazy);
  }
  SECTION("of all") { CHECK(OnLinux(with(app, files), {}, true).closure.symbols.size() == 2); }
}

TEST_CASE("the loader that a program asks for is missing") {
  auto app = linux_program({});
  app.interpreter = "/lib/ld-musl-x86_64.so.1";
  const OnLinux looked({{"/app/bin/app", build_elf(app)}});
  REQUIRE(looked.closure.no_interpreter.has_value());
  CHECK(looked.closure.no_interpreter->why == "not there");
}

TEST_CASE("musl looks into LD_LIBRARY_PATH first and hands RUNPATH down") {
  ElfSurroundings around;
  around.library_path = {"/b"};
  auto app = linux_program({"libg.so", "libc.musl-x86_64.so.1"});
  app.interpreter = "/lib/ld-musl-x86_64.so.1";
  app.rpath = "/a";
  const OnLinux looked(with(app, {{"/lib/ld-musl-x86_64.so.1", library("libc.so")},
                                  {"/a/libg.so", library("libg.so", {"libf.so"})},
                                  {"/b/libg.so", library("libg.so", {"libf.so"})},
                                  {"/a/libf.so", library("libf.so")}}),
                       around);
  CHECK(looked.at("libg.so").path == "/b/libg.so");
  CHECK(looked.at("libf.so").path == "/a/libf.so");
  for (const auto& library : looked.closure.libraries)
    CHECK(library.status == LibraryStatus::found);
}

TEST_CASE("what is no program is said with the reason") {
  const auto why = [](const std::string& content) {
    const OnLinux looked({{"/app/bin/app", content}});
    return looked.closure.no_program ? looked.closure.no_program->why : "";
  };
  CHECK(why("") == "is empty");
  CHECK(why("#!/bin/sh\n") == "is a script");
  CHECK(why("version https://git-lfs.github.com/spec/v1\n") ==
        "is a pointer of Git LFS, not the file itself");
  CHECK(why(test::folder_file) == "is a folder");
  ElfRecipe object;
  object.type = 1;
  CHECK(why(build_elf(object)) == "is an object file");
}

TEST_CASE("NODEFLIB leaves the default folders out") {
  auto app = linux_program({"libf.so"});
  app.flags_1 = 0x800;
  CHECK(OnLinux(with(app, {{"/lib/libf.so", library("libf.so")}})).at("libf.so").status ==
        LibraryStatus::missing);
}

TEST_CASE("folders for better processors come first") {
  ElfSurroundings around;
  around.library_path = {"/a"};
  around.levels = [] { return std::vector<std::string>{"x86-64-v3", "x86-64-v2"}; };
  const OnLinux looked(
      with(linux_program({"libf.so"}), {{"/a/libf.so", library("libf.so")},
                                        {"/a/glibc-hwcaps/x86-64-v2/libf.so", library("libf.so")},
                                        {"/a/glibc-hwcaps/x86-64-v4/libf.so", library("libf.so")}}),
      around);
  CHECK(looked.at("libf.so").path == "/a/glibc-hwcaps/x86-64-v2/libf.so");
}

TEST_CASE("folders named after the platform come first up to glibc 2.36") {
  ElfSurroundings around;
  around.library_path = {"/a"};
  ElfRecipe libc;
  libc.version_definitions = {"libc.so.6", "GLIBC_2.2.5", "GLIBC_2.36"};
  Tree files{{"/a/libf.so", library("libf.so")},
             {"/a/x86_64/libf.so", library("libf.so")},
             {"/a/tls/libf.so", library("libf.so")},
             {"/lib/libc.so.6", build_elf(libc)}};
  const auto app = linux_program({"libf.so"});
  CHECK(OnLinux(with(app, files), around).at("libf.so").path == "/a/tls/libf.so");
  files.erase("/a/tls/libf.so");
  CHECK(OnLinux(with(app, files), around).at("libf.so").path == "/a/x86_64/libf.so");
  libc.version_definitions.emplace_back("GLIBC_2.38");
  files["/lib/libc.so.6"] = build_elf(libc);
  CHECK(OnLinux(with(app, files), around).at("libf.so").path == "/a/libf.so");
  files.erase("/lib/libc.so.6");
  CHECK(OnLinux(with(app, files), around).at("libf.so").path == "/a/libf.so");
}

TEST_CASE("$PLATFORM is the processor that all of its kind have in common") {
  auto app = linux_program({"libf.so"});
  app.runpath = "/p/${PLATFORM}:/q";
  const Tree files{{"/p/x86_64/libf.so", library("libf.so")}, {"/q/libf.so", library("libf.so")}};
  CHECK(OnLinux(with(app, files)).at("libf.so").path == "/p/x86_64/libf.so");
}

}  // namespace preflight::imports
