#include "checks/imports/elf.hpp"

#include <algorithm>
#include <cstring>

#include "checks/imports/elf_symbols.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/elf_builder.hpp"
#include "tests/support/read_of.hpp"

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

      const auto& needs = image.version_needs;
      REQUIRE(needs.size() == 2);
      CHECK(needs[0].file == "libc.so.6");
      CHECK(needs[0].version == "GLIBC_2.34");
      CHECK_FALSE(needs[0].weak);
      CHECK(needs[1].weak);
      const auto& definitions = image.version_definitions;
      REQUIRE(definitions.size() == 3);
      CHECK(definitions[0].base);
      CHECK(definitions[2].name == "ME_2");
      CHECK(definitions[2].index == 3);

      const auto symbols = needed_symbols(image, bytes);
      CHECK_FALSE(symbols.incomplete);
      REQUIRE(symbols.symbols.size() == 2);
      CHECK(symbols.symbols[0].name == "there");
      CHECK_FALSE(symbols.symbols[0].weak);
      CHECK(symbols.symbols[1].weak);
      const SymbolTable table(image, bytes);
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
  auto image = decoded(bytes);
  const auto in_order = image.version_definitions;
  REQUIRE(in_order.size() == 3);
  for (const auto& definitions : {in_order, std::vector{in_order[2], in_order[0], in_order[1]}}) {
    image.version_definitions = definitions;
    const SymbolTable table(image, bytes);
    CHECK(table.defines("one", "ME_1", gnu_hash("one")));
    CHECK(table.defines("two", "ME_2", gnu_hash("two")));
    CHECK_FALSE(table.defines("one", "ME_2", gnu_hash("one")));
    CHECK_FALSE(table.defines("two", "ME_1", gnu_hash("two")));
    CHECK(table.defines("two", "", gnu_hash("two")));
  }
  // Fewer than the symbols speak of: as a library without versions.
  image.version_definitions = {in_order[0]};
  CHECK(SymbolTable(image, bytes).defines("two", "ME_2", gnu_hash("two")));
}

TEST_CASE("a file that is read in pieces tells the same as a whole one") {
  for (const std::size_t filling : {0U, 3000U, 70000U}) {
    INFO(filling);
    auto file = rich_file();
    // Between the headers and what else is read.
    for (std::size_t i = 0; i < filling / 100; ++i)
      file.symbols.push_back({std::string(100, 'x') + std::to_string(i), false, false});
    const auto bytes = bytes_of(file);
    const auto read = test::read_of(bytes);
    Pieces pieces(read, bytes.size());
    auto image = std::get<Image>(decode(pieces));
    REQUIRE_FALSE(pieces.gave_up());
    const auto texts = own_texts(image);
    REQUIRE(texts);
    CHECK(image == decoded(bytes));
  }
}

TEST_CASE("a file that cannot be read in pieces is given up") {
  const auto bytes = bytes_of(rich_file());
  const ReadAt none = [](std::uint64_t, std::span<std::uint8_t>) { return false; };
  Pieces pieces(none, bytes.size());
  (void)decode(pieces);
  CHECK(pieces.gave_up());
}

TEST_CASE("an image has its text for itself") {
  auto bytes = bytes_of(rich_file());
  auto image = decoded(bytes);
  const auto texts = own_texts(image);
  REQUIRE(texts);
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  CHECK(image.interpreter == "/lib64/ld-linux-x86-64.so.2");
  CHECK(image.needed == std::vector<std::string_view>{"liba.so.1", "libc.so.6"});
  CHECK(image.version_needs[0].version == "GLIBC_2.34");
  CHECK(image.version_definitions[2].name == "ME_2");
  // More than any library has.
  auto long_one = image;
  const std::string name(longest_name, 'x');
  long_one.needed.assign(20, name);
  CHECK_FALSE(own_texts(long_one));
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
    const auto read = test::read_of(bytes);
    Pieces pieces(read, bytes.size());
    const auto of_pieces = decode(pieces);
    CHECK((pieces.gave_up() || of_pieces == result));
    if (image == nullptr) return;
    CHECK(image->needed.size() <= 3);
    const auto needed = needed_symbols(*image, bytes);
    const SymbolTable table(*image, bytes);
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

TEST_CASE("a table of versions that leads outside of the file is told as incomplete") {
  constexpr std::uint64_t definitions = 0x6ffffffc, needs = 0x6ffffffe;
  const auto bytes = bytes_of(rich_file());
  CHECK_FALSE(decoded(bytes).incomplete);
  for (const auto tag : {definitions, needs}) {
    std::vector<std::uint8_t> entry(8);
    std::memcpy(entry.data(), &tag, entry.size());
    auto changed = bytes;
    const auto found = std::search(changed.begin(), changed.end(), entry.begin(), entry.end());
    REQUIRE(found != changed.end());
    std::fill_n(found + 8, 7, std::uint8_t{0xff});
    CHECK(decoded(changed).incomplete);
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
