#include "checks/imports/elf.hpp"

#include "checks/imports/elf_symbols.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/elf_builder.hpp"

namespace preflight::imports::elf {

using test::build_elf;
using test::ElfRecipe;

namespace {

std::vector<std::uint8_t> bytes_of(const ElfRecipe& file) {
  const auto text = build_elf(file);
  return {text.begin(), text.end()};
}

Image decoded(const std::vector<std::uint8_t>& bytes) { return std::get<Image>(decode(bytes)); }

ElfRecipe rich_file() {
  ElfRecipe file;
  file.interpreter = "/lib64/ld-linux-x86-64.so.2";
  file.needed = {"liba.so.1", "libc.so.6"};
  file.soname = "me.so";
  file.rpath = "/r";
  file.runpath = "$ORIGIN/../lib";
  file.flags_1 = 0x08000801;
  file.version_needs = {{"libc.so.6", "GLIBC_2.34", false}, {"libc.so.6", "GLIBC_9.9", true}};
  file.version_definitions = {"me.so", "ME_1", "ME_2"};
  file.symbols = {{"here", true, false}, {"there", false, false}, {"maybe", false, true}};
  return file;
}

}  // namespace

TEST_CASE("an ELF file of any class and byte order tells what it needs") {
  for (const bool wide : {true, false}) {
    for (const bool big : {true, false}) {
      INFO((wide ? "64" : "32") << (big ? " big" : " little"));
      auto file = rich_file();
      file.is_64_bit = wide;
      file.big_endian = big;
      const auto bytes = bytes_of(file);
      const auto image = decoded(bytes);
      CHECK(image.is_64_bit == wide);
      CHECK(image.big_endian == big);
      CHECK(image.machine == Machine::x64);
      CHECK(image.type == Type::shared);
      CHECK(image.interpreter == "/lib64/ld-linux-x86-64.so.2");
      CHECK(image.needed == std::vector<std::string_view>{"liba.so.1", "libc.so.6"});
      CHECK(image.soname == "me.so");
      CHECK(image.rpath == "/r");
      CHECK(image.runpath == "$ORIGIN/../lib");
      CHECK(image.no_default_folders);
      CHECK(image.bind_now);
      CHECK(image.is_pie);
      CHECK_FALSE(image.incomplete);

      const auto needs = version_needs(image);
      REQUIRE(needs.size() == 2);
      CHECK(needs[0].file == "libc.so.6");
      CHECK(needs[0].version == "GLIBC_2.34");
      CHECK_FALSE(needs[0].weak);
      CHECK(needs[1].weak);
      const auto definitions = version_definitions(image);
      REQUIRE(definitions.size() == 3);
      CHECK(definitions[0].base);
      CHECK(definitions[2].name == "ME_2");
      CHECK(definitions[2].index == 3);

      const auto symbols = needed_symbols(image);
      CHECK_FALSE(symbols.incomplete);
      REQUIRE(symbols.symbols.size() == 2);
      CHECK(symbols.symbols[0].name == "there");
      CHECK_FALSE(symbols.symbols[0].weak);
      CHECK(symbols.symbols[1].weak);
      const SymbolTable table(image, definitions);
      CHECK(table.searchable());
      CHECK(table.defines("here", "", gnu_hash("here")));
      CHECK_FALSE(table.defines("there", "", gnu_hash("there")));
      CHECK_FALSE(table.defines("nowhere", "", gnu_hash("nowhere")));
    }
  }
}

TEST_CASE("a symbol is of the version that it says, in whatever order the versions stand") {
  auto file = rich_file();
  file.symbols = {{"one", true, false, 2}, {"two", true, false, 3}};
  const auto bytes = bytes_of(file);
  const auto image = decoded(bytes);
  const auto in_order = version_definitions(image);
  REQUIRE(in_order.size() == 3);
  for (const auto& definitions : {in_order, std::vector{in_order[2], in_order[0], in_order[1]}}) {
    const SymbolTable table(image, definitions);
    CHECK(table.defines("one", "ME_1", gnu_hash("one")));
    CHECK(table.defines("two", "ME_2", gnu_hash("two")));
    CHECK_FALSE(table.defines("one", "ME_2", gnu_hash("one")));
    CHECK_FALSE(table.defines("two", "ME_1", gnu_hash("two")));
    CHECK(table.defines("two", "", gnu_hash("two")));
  }
  // Fewer than the symbols speak of: as a library without versions.
  const std::vector few{in_order[0]};
  CHECK(SymbolTable(image, few).defines("two", "ME_2", gnu_hash("two")));
}

TEST_CASE("the dynamic section is the same by either way to it") {
  const auto bytes = bytes_of(rich_file());
  const auto needed = decoded(bytes).needed;
  std::size_t reads = 0;
  const auto all = [&](std::uint64_t offset, std::span<std::uint8_t> to) {
    ++reads;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
    return true;
  };
  CHECK(std::get<Image>(decode(bytes, all)).needed == needed);
  CHECK(reads == 1);
  const auto none = [](std::uint64_t, std::span<std::uint8_t> to) {
    std::fill(to.begin(), to.end(), std::uint8_t{0xff});
    return false;
  };
  CHECK(std::get<Image>(decode(bytes, none)).needed == needed);
}

TEST_CASE("a static ELF file has nothing to load") {
  ElfRecipe file;
  file.dynamic = false;
  file.type = 2;
  const auto bytes = bytes_of(file);
  const auto image = decoded(bytes);
  CHECK_FALSE(image.is_dynamic);
  CHECK_FALSE(image.interpreter.has_value());
  CHECK(image.needed.empty());
}

TEST_CASE("what is no ELF file is told apart") {
  const auto fault = [](const std::string& text) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    return std::get<Fault>(decode(bytes));
  };
  CHECK(fault("") == Fault::not_elf);
  CHECK(fault("#!/bin/sh") == Fault::not_elf);
  CHECK(fault("\x7f"
              "ELF") == Fault::truncated);
  CHECK(fault("\x7f"
              "ELF\x09\x01") == Fault::unknown_class);
  CHECK(fault(build_elf({}).substr(0, 63)) == Fault::truncated);
  CHECK(fault(build_elf({}).substr(0, 100)) == Fault::truncated);
}

TEST_CASE("machines of the same name but another class do not go together") {
  auto file = rich_file();
  const auto wide = bytes_of(file);
  file.is_64_bit = false;
  const auto narrow = bytes_of(file);
  CHECK(machine_name(decoded(wide)) == "x64");
  CHECK(machine_name(decoded(narrow)) == "x32");
  CHECK_FALSE(same_machine(decoded(wide), decoded(narrow)));
}

TEST_CASE("an ELF file that is cut off or damaged anywhere gives no more than it has") {
  const auto whole = bytes_of(rich_file());
  const auto look = [](const std::vector<std::uint8_t>& bytes) {
    const auto result = decode(bytes);
    const auto* image = std::get_if<Image>(&result);
    if (image == nullptr) return;
    CHECK(image->needed.size() <= 3);
    (void)version_needs(*image);
    const auto definitions = version_definitions(*image);
    const auto needed = needed_symbols(*image);
    const SymbolTable table(*image, definitions);
    for (const auto& symbol : needed.symbols)
      (void)table.defines(symbol.name, symbol.version, gnu_hash(symbol.name));
    (void)table.defines("here", "ME_1", gnu_hash("here"));
  };
  for (std::size_t size = 0; size < whole.size(); ++size)
    look({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
  for (std::size_t i = 4; i < whole.size(); ++i) {
    auto damaged = whole;
    damaged[i] = 0xff;
    look(damaged);
  }
}

TEST_CASE("a name that lies outside of the file is told as incomplete") {
  auto file = rich_file();
  auto bytes = bytes_of(file);
  // The last entries of the dynamic section: DT_STRSZ, DT_NULL.
  for (std::size_t at = bytes.size() - 24; at < bytes.size() - 16; ++at) bytes[at] = 0;
  CHECK(decoded(bytes).incomplete);
}

}  // namespace preflight::imports::elf
