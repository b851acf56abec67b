#include "checks/service/libraries.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace preflight::service;

namespace {

using Names = std::vector<std::string>;

ProgramHeader needs(Names libraries, std::uint16_t machine = 0x8664) {
  ProgramHeader header;
  header.machine = machine;
  header.dispatcher = Dispatcher::never;
  header.libraries = std::move(libraries);
  return header;
}

/// A disk: what lies where.
struct Disk {
  std::map<std::string, ProgramHeader> files{};
  std::string denied{};

  LibrarySearch search(const ProgramHeader& program) const {
    return search_libraries("C:\\app\\app.exe", program, {"C:\\app", "C:\\sys", "C:\\path"}, 1,
                            [&](const std::string& path) {
                              const auto found = files.find(path);
                              if (found == files.end()) return Opened{{}, path == denied};
                              return Opened{found->second, false};
                            });
  }
};

}  // namespace

TEST_CASE("libraries are looked for beside the program, in the system, in the machine's PATH") {
  const Disk disk{{{"C:\\app\\a.dll", needs({})},
                   {"C:\\sys\\b.dll", needs({"never-asked.dll"})},
                   {"C:\\path\\c.dll", needs({})}}};
  CHECK(disk.search(needs({"a.dll", "b.dll", "c.dll"})).missing.empty());
}

TEST_CASE("what a library needs is looked for, too") {
  const Disk disk{{{"C:\\app\\a.dll", needs({"gone.dll"})}}};
  const auto missing = disk.search(needs({"a.dll"})).missing;
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].name == "gone.dll");
  CHECK(missing[0].needed_by == "a.dll");
}

TEST_CASE("virtual names are no files, and circles end") {
  const Disk disk{{{"C:\\app\\a.dll", needs({"b.dll"})}, {"C:\\app\\b.dll", needs({"a.dll"})}}};
  CHECK(disk.search(needs({"a.dll", "api-ms-win-crt-heap-l1-1-0.dll"})).missing.empty());
}

TEST_CASE("a library for another machine is not the one") {
  const Disk disk{{{"C:\\app\\a.dll", needs({}, 0x14C)}}};
  CHECK(disk.search(needs({"a.dll"})).missing.size() == 1);
}

TEST_CASE("a library that may not be read is not called missing") {
  const Disk disk{{}, "C:\\path\\a.dll"};
  const auto missing = disk.search(needs({"a.dll", "b.dll"})).missing;
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].denied);
  CHECK_FALSE(missing[1].denied);
}

TEST_CASE("what the side-by-side store holds lies in no folder") {
  CHECK(Disk{}.search(needs({"MSVCR90.dll", "mfc80u.dll"})).missing.empty());
}

TEST_CASE("names that are paths are not followed") {
  const Disk disk{};
  CHECK(disk.search(needs({"..\\..\\x.dll", "\\\\server\\x.dll", ""})).missing.empty());
}

TEST_CASE("a library beside the program may speak to the SCM for it") {
  auto library = needs({});
  library.dispatcher = Dispatcher::imported;
  const Disk disk{{{"C:\\app\\a.dll", library}}};
  CHECK(disk.search(needs({"a.dll"})).dispatcher == Dispatcher::imported);
  CHECK(disk.search(needs({})).dispatcher == Dispatcher::never);
}
