// The search against the loader itself: programs that are built here, run, and looked at.
#include <algorithm>
#include <filesystem>
#include <set>

#include "checks/imports/imports.hpp"
#include "checks/imports/system.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/elf_builder.hpp"
#include "tests/support/pe_builder.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::imports {

using test::Child;
using test::TempDir;

namespace {

int run(std::vector<std::string> command) { return Child(command).wait().value_or(-1); }

/// What the program itself and its loader make of it; the loader's words on standard error are not
/// ours to show.
int start(const std::string& program) {
  return run({"/bin/sh", "-c", "exec \"$0\" 2>/dev/null", program});
}

/// Says so where there is none: the test is then skipped.
bool has_compiler() {
  const bool there = std::filesystem::exists("/usr/bin/gcc");
  if (!there) WARN("no gcc here: skipped");
  return there;
}

void build(const TempDir& folder, const std::string& out, const std::string& source,
           std::vector<std::string> options) {
  const auto file = folder.write(out + ".c", source);
  std::filesystem::create_directories(std::filesystem::path(folder.file(out)).parent_path());
  std::vector<std::string> command{"/usr/bin/gcc", "-o", folder.file(out), file};
  command.insert(command.end(), options.begin(), options.end());
  REQUIRE(run(command) == 0);
}

/// libf.so, libg.so that needs it, and a program that needs libg.so, all in one folder.
void build_chain(const TempDir& folder, const std::string& path_option) {
  build(folder, "libf.so", "int f(void){return 0;}", {"-shared", "-fPIC"});
  build(folder, "libg.so", "int f(void);int g(void){return f();}",
        {"-shared", "-fPIC", "-L" + folder.path().string(), "-lf"});
  build(folder, "app", "int g(void);int main(void){return g();}",
        {"-L" + folder.path().string(), "-lg", "-Wl,-rpath-link," + folder.path().string(),
         path_option, "-Wl,-rpath,$ORIGIN"});
}

struct Result {
  Facts facts;
  Findings findings;
};

Result look(const std::string& path) {
  Query query;
  query.file = path;
  auto facts = probe(query, Deadline::never());
  auto findings = judge(query, facts);
  return {std::move(facts), std::move(findings)};
}

std::string codes(const Findings& findings) {
  std::string text;
  for (const auto& one : findings)
    if (one.severity != Severity::info) text += one.code + ": " + one.message + "\n";
  return text;
}

std::string only_code(const Findings& findings) {
  INFO(codes(findings));
  CHECK(findings.size() == 1);
  return findings.empty() ? "" : findings.front().code;
}

/// Paths of the libraries that ldd names.
std::set<std::string> ldd(const std::string& program) {
  Child child({"/usr/bin/ldd", program});
  std::set<std::string> paths;
  // "\tlibc.so.6 => /lib/libc.so.6 (0x7f...)", "\t/lib64/ld-linux-x86-64.so.2 (0x7f...)"
  while (const auto line = child.read_line()) {
    const auto end = line->find(" (0x");
    if (end == std::string::npos) continue;
    const auto begin = line->find_last_of(" \t", end - 1) + 1;
    if ((*line)[begin] == '/')
      paths.insert(std::filesystem::canonical(line->substr(begin, end - begin)));
  }
  return paths;
}

}  // namespace

TEST_CASE("live: a RUNPATH is not handed down, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build_chain(folder, "-Wl,--enable-new-dtags");
  CHECK(start(folder.file("app")) == 127);
  const auto [facts, findings] = look(folder.file("app"));
  CHECK(only_code(findings) == "imports.missing-library");
  CHECK(findings.front().message == "libf.so is missing, needed by app -> libg.so");
}

TEST_CASE("live: an RPATH is handed down, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build_chain(folder, "-Wl,--disable-new-dtags");
  CHECK(start(folder.file("app")) == 0);
  CHECK(codes(look(folder.file("app")).findings).empty());
}

TEST_CASE("live: a library in a folder named after the platform, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build(folder, "libf.so", "int f(void){return 0;}", {"-shared", "-fPIC"});
  build(folder, "app", "int f(void);int main(void){return f();}",
        {"-L" + folder.path().string(), "-lf", "-Wl,-rpath,$ORIGIN"});
  // glibc looks there up to 2.36.
  for (const std::string level : {"x86_64", "tls", "tls/x86_64"}) {
    INFO(level);
    std::filesystem::create_directories(folder.path() / level);
    std::filesystem::rename(folder.path() / "libf.so", folder.path() / level / "libf.so");
    CHECK(codes(look(folder.file("app")).findings).empty() == (start(folder.file("app")) == 0));
    std::filesystem::rename(folder.path() / level / "libf.so", folder.path() / "libf.so");
  }
}

TEST_CASE("live: a version that the library lacks, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  const auto map = folder.write("new.map", "V_1.1 { global: f; };\nV_1.2 { global: h; };\n");
  const auto old_map = folder.write("old.map", "V_1.1 { global: f; };\n");
  build(folder, "libv.so", "int f(void){return 0;}int h(void){return 0;}",
        {"-shared", "-fPIC", "-Wl,--version-script=" + map});
  build(folder, "app", "int h(void);int main(void){return h();}",
        {"-L" + folder.path().string(), "-lv", "-Wl,-rpath,$ORIGIN"});
  CHECK(start(folder.file("app")) == 0);
  CHECK(codes(look(folder.file("app")).findings).empty());
  build(folder, "libv.so", "int f(void){return 0;}",
        {"-shared", "-fPIC", "-Wl,--version-script=" + old_map});
  CHECK(start(folder.file("app")) == 1);
  const auto [facts, findings] = look(folder.file("app"));
  CHECK(only_code(findings) == "imports.missing-symbol");
  CHECK(findings.front().message == "V_1.2 not found: libv.so has up to V_1.1, needed by app");
}

TEST_CASE("live: a symbol that no library has, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build(folder, "libs.so", "int f(void){return 0;}int h(void){return 0;}", {"-shared", "-fPIC"});
  build(folder, "app", "int h(void);int main(void){return h();}",
        {"-L" + folder.path().string(), "-ls", "-Wl,-rpath,$ORIGIN", "-Wl,-z,now"});
  build(folder, "libs.so", "int f(void){return 0;}", {"-shared", "-fPIC"});
  CHECK(start(folder.file("app")) == 127);
  CHECK(only_code(look(folder.file("app")).findings) == "imports.missing-symbol");
}

TEST_CASE("live: an empty file in the place of a library, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build_chain(folder, "-Wl,--disable-new-dtags");
  folder.write("libf.so", "");
  CHECK(start(folder.file("app")) == 127);
  CHECK(only_code(look(folder.file("app")).findings) == "imports.not-a-program");
}

TEST_CASE("live: only a library for another machine, and the loader agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build_chain(folder, "-Wl,--disable-new-dtags");
  test::ElfRecipe arm;
  arm.machine = 183;
  folder.write("libf.so", test::build_elf(arm));
  CHECK(start(folder.file("app")) == 127);
  CHECK(only_code(look(folder.file("app")).findings) == "imports.wrong-architecture");
}

TEST_CASE("live: the loader of a program is missing, and the kernel agrees") {
  if (!has_compiler()) return;
  TempDir folder;
  build(folder, "app", "int main(void){return 0;}",
        {"-Wl,--dynamic-linker=/nowhere/ld-musl-x86_64.so.1"});
  CHECK(start(folder.file("app")) == 127);
  CHECK(only_code(look(folder.file("app")).findings) == "imports.interpreter-missing");
}

TEST_CASE("live: a file that is cut short while it is read is told, and harms nobody") {
  TempDir folder;
  test::ElfRecipe recipe;
  recipe.needed = {std::string(3, 'x')};
  const auto path = folder.write("cut.so", test::build_elf(recipe) + std::string(1 << 16, '\0'));
  Query query;
  query.file = path;
  const auto facts = probe(query, Deadline::never());
  std::filesystem::resize_file(path, 0);
  const auto& file = *facts.closures.front().libraries.front().file;
  REQUIRE(file.elf() != nullptr);
  CHECK(file.elf()->image.needed.at(0) == "xxx");
  CHECK_FALSE(file.opened.changed());
  // What the file shows now is zeros, not the end of this program.
  const auto bytes = file.opened.bytes();
  REQUIRE(bytes.size() > 1 << 16);
  CHECK(bytes[0] == 0);
  CHECK(file.opened.changed());
}

TEST_CASE("live: what a linker wrote is read in four places") {
  if (!has_compiler()) return;
  TempDir folder;
  std::string source;
  for (int i = 0; i < 3000; ++i) source += "void exported_function_" + std::to_string(i) + "(){}\n";
  build(folder, "libmany.so", source + "int printf();int f(){return printf();}", {"-shared"});
  const auto opened = this_file_system().open(folder.file("libmany.so"));
  const auto& file = std::get<OpenedFile>(opened);
  std::size_t reads = 0;
  const ReadAt read = [&](std::uint64_t offset, std::span<std::uint8_t> to) {
    ++reads;
    return file.read(offset, to);
  };
  Pieces pieces(read, file.size);
  const auto image = elf::decode(pieces);
  CHECK_FALSE(pieces.gave_up());
  CHECK(reads <= 4);
  CHECK(image == elf::decode(file.bytes()));
  CHECK(std::get<elf::Image>(image).version_needs.size() == 1);
}

TEST_CASE("live: what objcopy --only-keep-debug left is no library") {
  if (!has_compiler()) return;
  TempDir folder;
  build(folder, "libf.so", "int printf();int f(void){return printf();}",
        {"-shared", "-fPIC", "-g"});
  const auto debug = folder.file("libf.so.debug");
  REQUIRE(run({"/usr/bin/objcopy", "--only-keep-debug", folder.file("libf.so"), debug}) == 0);
  const auto of_library = look(folder.file("libf.so"));
  CHECK_FALSE(of_library.facts.closures.front().no_program.has_value());
  const auto of_debug = look(debug);
  REQUIRE(of_debug.facts.closures.front().no_program.has_value());
  CHECK(of_debug.facts.closures.front().no_program->why == "holds debug information only");
}

TEST_CASE("live: more files than may stay open are read all the same") {
  TempDir folder;
  const auto path = folder.write("some.so", test::build_elf({}));
  const auto system = this_file_system();
  std::vector<OpenedFile> opened;
  for (int i = 0; i < 400; ++i) opened.push_back(std::get<OpenedFile>(system.open(path)));
  CHECK(opened.front().read);
  CHECK_FALSE(opened.back().read);
  CHECK(as_text(opened.front().bytes()) == as_text(opened.back().bytes()));
  CHECK(opened.front().bytes().size() == opened.front().size);
}

TEST_CASE("live: a folder of programs is looked at as a whole") {
  TempDir folder;
  test::PeRecipe app;
  app.imports = {{"nowhere.dll", {"f"}}, {"KERNEL32.dll", {"ExitProcess"}}, {"own.dll", {"f"}}};
  test::PeRecipe own;
  own.library = true;
  own.exports = {{"f", ""}};
  for (int i = 0; i < 40; ++i) folder.write("app" + std::to_string(i) + ".exe", build_pe(app));
  folder.write("OWN.DLL", build_pe(own));
  folder.write("readme.txt", "text");
  const auto [facts, findings] = look(folder.path().string());
  CHECK(facts.is_folder);
  CHECK(facts.files_seen == 42);
  CHECK(facts.closures.size() == 40);
  CHECK(only_code(findings) == "imports.missing-library");
  CHECK(findings.front().evidence["programs"].size() == 40);
}

TEST_CASE("live: the same libraries as ldd names") {
  if (!std::filesystem::exists("/usr/bin/ldd")) {
    WARN("no ldd here: skipped");
    return;
  }
  std::vector<std::string> programs;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/bin"))
    if (entry.is_regular_file() && !entry.is_symlink()) programs.push_back(entry.path());
  std::sort(programs.begin(), programs.end());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < programs.size(); i += programs.size() / 40 + 1) {
    const auto [facts, findings] = look(programs[i]);
    const auto& closure = facts.closures.front();
    if (closure.no_program || closure.format != "ELF" || closure.is_static) continue;
    std::set<std::string> found;
    for (std::size_t k = 1; k < closure.libraries.size(); ++k)
      found.insert(std::filesystem::canonical(closure.libraries[k].path));
    INFO(programs[i]);
    CHECK(found == ldd(programs[i]));
    CHECK(codes(findings).empty());
    ++compared;
  }
  CHECK(compared > 5);
}

TEST_CASE("live: the tree is made for who sees it") {
  const auto lines = [](bool by_hand, bool facts) {
    const auto job = std::get<Job>(check().prepare(Request{"/bin/sh", {}, by_hand, false, facts}));
    return job.run(Deadline::in(std::chrono::seconds(20))).outline.size();
  };
  CHECK(lines(false, false) == 0);
  CHECK(lines(false, true) > 1);
  CHECK(lines(true, false) > 1);
}

}  // namespace preflight::imports
