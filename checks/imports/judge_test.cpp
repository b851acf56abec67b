// What the facts of a program mean, for both systems, on either.
#include "checks/imports/imports.hpp"
#include "checks/imports/keep_worst.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/findings.hpp"

namespace preflight::imports {

namespace {

/// A program that needs one library, of which a test says more.
Closure closure_of(std::string format, Library library, bool through_another = false) {
  Closure closure;
  closure.format = std::move(format);
  closure.machine = "x64";
  Library program;
  program.name = "app";
  program.path = "/srv/app";
  program.needs = {1};
  closure.libraries.push_back(std::move(program));
  if (through_another) {
    Library middle;
    middle.name = "middle";
    middle.path = "/srv/middle";
    middle.needed_by = {0};
    middle.needs = {2};
    closure.libraries.push_back(std::move(middle));
  }
  library.needed_by = {closure.libraries.size() - 1};
  closure.libraries.push_back(std::move(library));
  return closure;
}

Library missing(std::string name) {
  Library library;
  library.name = std::move(name);
  library.status = LibraryStatus::missing;
  library.tried = {{"/srv/" + library.name, "not there"}};
  return library;
}

Findings judged(Closure closure, LinuxPackages packages = {}) {
  Facts facts;
  facts.closures.push_back(std::move(closure));
  facts.packages = std::move(packages);
  return judge({}, facts);
}

using test::only;
Finding only(Closure closure) { return only(judged(std::move(closure))); }

bool has(const std::optional<std::string>& text, std::string_view part) {
  return text && text->find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a missing library is a blocker, with its chain and the code that Windows gives") {
  const auto one = only(closure_of("PE", missing("vcruntime140_1.dll"), true));
  CHECK(one.code == "imports.missing-library");
  CHECK(one.severity == Severity::blocker);
  CHECK(one.message == "vcruntime140_1.dll is missing, needed by app -> middle");
  CHECK(has(one.cause, "0xC0000135"));
  CHECK(has(one.remedies.front().text, "2015-2022 Redistributable (x64)"));
  CHECK(one.remedies.front().needs == Needs::admin);
  CHECK(one.evidence["chain"] == "app -> middle -> vcruntime140_1.dll");
  CHECK(one.evidence["tried"][0]["why"] == "not there");
}

TEST_CASE("a missing library of Linux ends with 127, and its package is named") {
  const auto closure = closure_of("ELF", missing("libssl.so.3"));
  const auto one = only(judged(closure, {Packaging::dpkg, {}}));
  CHECK(has(one.cause, "127"));
  CHECK(one.remedies.front().command == "apt-get install libssl3");
  const auto lost = only(judged(closure, {Packaging::dpkg, {{"libssl.so.3", "libssl3"}}}));
  CHECK(lost.remedies.front().command == "apt-get install --reinstall libssl3");
}

TEST_CASE("what is loaded late is a warning, and so is what it lacks") {
  auto library = missing("late.dll");
  library.delayed = true;
  const auto one = only(closure_of("PE", library));
  CHECK(one.code == "imports.delay-load-missing");
  CHECK(one.severity == Severity::warning);
  CHECK(has(one.cause, "0xC06D007E"));

  library.status = LibraryStatus::found;
  library.path = "/srv/late.dll";
  auto closure = closure_of("PE", library);
  closure.symbols.push_back({0, 1, "f", "", "", true, false});
  const auto symbol = only(closure);
  CHECK(symbol.severity == Severity::warning);
  CHECK(has(symbol.cause, "0xC06D007F"));
}

TEST_CASE("a library for another machine has its own code") {
  auto library = missing("a.dll");
  library.status = LibraryStatus::wrong_architecture;
  library.tried = {{"/srv/a.dll", "is for x86, not x64"}, {"/sys/a.dll", "not there"}};
  const auto one = only(closure_of("PE", library));
  CHECK(one.code == "imports.wrong-architecture");
  CHECK(one.message == "/srv/a.dll is for x86, not x64, needed by app");
  CHECK(has(one.cause, "0xC000007B"));
  CHECK(only(closure_of("ELF", library)).cause->find("0xC") == std::string::npos);
}

TEST_CASE("a file in the place of a library that is none") {
  auto library = missing("a.dll");
  library.stops = Tried{"/srv/a.dll", "is empty"};
  const auto one = only(closure_of("PE", library));
  CHECK(one.code == "imports.not-a-program");
  CHECK(one.message == "/srv/a.dll is empty, needed by app");
}

TEST_CASE("the runtime of a debug build is a blocker where it is missing, else a warning") {
  const auto gone = only(closure_of("PE", missing("vcruntime140d.dll")));
  CHECK(gone.code == "imports.debug-runtime");
  CHECK(gone.severity == Severity::blocker);
  CHECK(gone.remedies.front().needs == Needs::person);
  auto library = missing("vcruntime140d.dll");
  library.status = LibraryStatus::found;
  library.path = "/sys/vcruntime140d.dll";
  const auto there = only(closure_of("PE", library));
  CHECK(there.code == "imports.debug-runtime");
  CHECK(there.severity == Severity::warning);
}

TEST_CASE("symbols that one library lacks are one finding") {
  auto library = missing("b.dll");
  library.status = LibraryStatus::found;
  library.path = "/srv/b.dll";
  auto closure = closure_of("PE", library);
  closure.symbols.push_back({0, 1, "opne", "", "open", false, false});
  closure.symbols.push_back({0, 1, "close", "", "", false, false});
  const auto one = only(closure);
  CHECK(one.code == "imports.missing-symbol");
  CHECK(one.message == "/srv/b.dll has no opne and 1 more, needed by app (it has open)");
  CHECK(has(one.cause, "0xC0000139"));
  CHECK(one.evidence["count"] == 2);
  closure.symbols = {{0, 1, "#12", "", "", false, false}};
  CHECK(has(only(closure).message, "has no ordinal #12"));
}

TEST_CASE("versions of symbols that the C library lacks are one finding") {
  auto library = missing("libc.so.6");
  library.status = LibraryStatus::found;
  library.path = "/lib/libc.so.6";
  auto closure = closure_of("ELF", library);
  closure.symbols.push_back({0, 1, "", "GLIBC_2.38", "GLIBC_2.36", false, false});
  closure.symbols.push_back({0, 1, "", "GLIBC_2.39", "GLIBC_2.36", false, false});
  const auto one = only(closure);
  CHECK(one.message ==
        "GLIBC_2.38, GLIBC_2.39 not found: libc.so.6 has up to GLIBC_2.36, needed by app");
  CHECK(has(one.remedies.front().text, "as old as the oldest"));
}

TEST_CASE("a symbol that nobody has stops a program, not a library by itself") {
  Closure closure = closure_of("ELF", missing("libc.so.6"));
  closure.libraries[1].status = LibraryStatus::found;
  closure.symbols.push_back({0, 0, "f", "", "", false, true});
  CHECK(only(closure).severity == Severity::blocker);
  CHECK(has(only(closure).cause, "at the first call"));
  closure.is_library = true;
  CHECK(only(closure).severity == Severity::info);
}

TEST_CASE("the loader is missing: the kernel speaks of the program") {
  Closure closure = closure_of("ELF", missing("x"));
  closure.libraries.resize(1);
  closure.no_interpreter = Tried{"/lib/ld-musl-x86_64.so.1", "not there"};
  const auto one = only(closure);
  CHECK(one.code == "imports.interpreter-missing");
  CHECK(has(one.cause, "No such file or directory"));
  CHECK(has(one.remedies.front().text, "musl"));
}

TEST_CASE("what could not be looked at is an error, never a yes") {
  const auto severity = [](auto change) {
    Closure closure = closure_of("PE", missing("a.dll"));
    closure.libraries.resize(1);
    change(closure);
    return only(closure).severity;
  };
  CHECK(severity([](Closure& c) { c.incomplete = {"/srv/app"}; }) == Severity::error);
  CHECK(severity([](Closure& c) {
          c.unreadable = {{"/srv/a.dll", "cannot be read: denied"}};
        }) == Severity::error);
  CHECK(severity([](Closure& c) {
          c.no_program = Tried{"/srv/app", "cannot be read: denied"};
        }) == Severity::error);
  CHECK(severity([](Closure& c) {
          c.no_program = Tried{"/srv/app", "is empty"};
        }) == Severity::blocker);
  Facts facts;
  facts.is_folder = true;
  facts.gaps.push_back({"/srv/secret", {}, "cannot be looked into"});
  CHECK(only(judge({}, facts)).severity == Severity::error);
}

TEST_CASE("an assembly is missing only where there is a Windows that could have it") {
  Closure closure = closure_of("PE", missing("a.dll"));
  closure.libraries.resize(1);
  closure.assemblies.push_back({0, "Microsoft.VC90.CRT", "9.0.21022.8", {{"WinSxS", "none"}}});
  CHECK(only(closure).severity == Severity::warning);
  closure.assemblies.front().tried = {{"C:\\Windows\\WinSxS\\amd64_x", "not there"}};
  const auto one = only(closure);
  CHECK(one.code == "imports.missing-assembly");
  CHECK(one.severity == Severity::blocker);
  CHECK(has(one.cause, "14001"));
  CHECK(has(one.remedies.front().text, "2008"));
}

TEST_CASE("thousands of missing libraries are told by the first hundreds and a number") {
  auto closure = closure_of("ELF", missing("lib0.so"));
  for (int i = 1; i < 3000; ++i) {
    closure.libraries.push_back(missing("lib" + std::to_string(i) + ".so"));
    closure.libraries.back().needed_by = {0};
  }
  const auto findings = judged(std::move(closure));
  CHECK(findings.size() == 501);
  CHECK(findings.back().message == "2500 findings more are not told one by one");
  CHECK(findings.back().severity == Severity::blocker);
}

TEST_CASE("what could not be looked at is told behind thousands of blockers, too") {
  Findings findings(700);
  for (auto& one : findings) {
    one.code = "imports.missing-library";
    one.severity = Severity::blocker;
  }
  findings[3].code = "imports.incomplete";
  findings[3].severity = Severity::error;
  keep_worst(findings);
  REQUIRE(findings.size() == 502);
  CHECK(findings[500].message == "199 findings more are not told one by one");
  CHECK(findings[501].code == "imports.incomplete");
  CHECK(findings[501].severity == Severity::error);
}

TEST_CASE("the same library missing for many programs of a folder is one finding") {
  Facts facts;
  facts.is_folder = true;
  for (int i = 0; i < 3; ++i) {
    facts.closures.push_back(closure_of("PE", missing("shared.dll")));
    facts.closures.back().libraries.front().path += std::to_string(i);
  }
  facts.closures.push_back(closure_of("PE", missing("other.dll")));
  const auto findings = judge({}, facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].message == "shared.dll is missing, needed by app0, and for 2 more files");
  CHECK(findings[0].evidence["programs"].size() == 3);
}

}  // namespace preflight::imports
