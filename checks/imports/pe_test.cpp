#include "checks/imports/pe.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/pe_builder.hpp"

namespace preflight::imports::pe {

using test::build_pe;
using test::bytes_of;
using test::PeRecipe;

namespace {

Image decoded(const std::vector<std::uint8_t>& bytes) { return std::get<Image>(decode(bytes)); }

void put_u32(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(value >> 8 * i);
}

PeRecipe rich_file() {
  PeRecipe file;
  file.imports = {{"KERNEL32.dll", {"ExitProcess", "#17"}}, {"b", {"x"}}};
  file.delay_imports = {{"late.dll", {"Later"}}};
  file.bound_imports = {"bound.dll"};
  file.export_name = "me.dll";
  file.ordinal_base = 5;
  file.exports = {{"alpha", ""}, {"beta", "OTHER.V2.beta"}, {"gamma", ""}, {"", "ws2.#12"}};
  file.manifest = "<assembly/>";
  file.file_version = 0x000100020003'0004;
  return file;
}

}  // namespace

TEST_CASE("a PE file tells what it is and what it imports") {
  for (const unsigned machine : {0x14cU, 0x8664U, 0xaa64U}) {
    INFO(machine);
    auto file = rich_file();
    file.machine = static_cast<std::uint16_t>(machine);
    const auto bytes = bytes_of(build_pe(file));
    const auto image = decoded(bytes);
    CHECK(static_cast<unsigned>(image.machine) == machine);
    CHECK(image.is_64_bit == (machine != 0x14c));
    CHECK_FALSE(image.is_library);
    CHECK_FALSE(image.is_managed);
    CHECK(image.subsystem == Subsystem::console);
    const auto imports = decode_imports(image);
    CHECK_FALSE(imports.incomplete);
    REQUIRE(imports.libraries.size() == 3);
    CHECK(imports.libraries[0].library == "KERNEL32.dll");
    REQUIRE(imports.libraries[0].symbols.size() == 2);
    CHECK(imports.libraries[0].symbols[0].name == "ExitProcess");
    CHECK(imports.libraries[0].symbols[1].ordinal == 17);
    CHECK(imports.libraries[0].symbols[1].name.empty());
    CHECK_FALSE(imports.libraries[0].delayed);
    CHECK(imports.libraries[2].library == "late.dll");
    CHECK(imports.libraries[2].delayed);
    CHECK(imports.libraries[2].symbols.at(0).name == "Later");
    CHECK(imports.bound == std::vector<std::string_view>{"bound.dll"});
    CHECK(find_manifest(image) == "<assembly/>");
    const auto version = find_version(image);
    REQUIRE(version.has_value());
    CHECK(version->major == 1);
    CHECK(version->minor == 2);
    CHECK(version->build == 3);
    CHECK(version->revision == 4);
  }
}

TEST_CASE("delay imports of Visual C++ 6 hold addresses") {
  PeRecipe file;
  file.machine = 0x14c;
  file.old_delay_imports = true;
  file.delay_imports = {{"old.dll", {"Later", "#3"}}};
  const auto bytes = bytes_of(build_pe(file));
  const auto imports = decode_imports(decoded(bytes));
  REQUIRE(imports.libraries.size() == 1);
  CHECK(imports.libraries[0].library == "old.dll");
  CHECK(imports.libraries[0].symbols.at(0).name == "Later");
  CHECK(imports.libraries[0].symbols.at(1).ordinal == 3);
}

TEST_CASE("exports are found by name, by number, and as forwarders") {
  const auto bytes = bytes_of(build_pe(rich_file()));
  const auto image = decoded(bytes);
  const Exports exports(image);
  CHECK(exports.library() == "me.dll");
  CHECK(exports.name_count() == 3);
  REQUIRE(exports.find("gamma").has_value());
  CHECK(exports.find("gamma")->ordinal == 7);
  CHECK(exports.find("gamma")->forwarder.empty());
  CHECK(exports.find("gamma", 2).has_value());
  CHECK(exports.find("gamma", 999).has_value());
  CHECK(exports.find("beta")->forwarder == "OTHER.V2.beta");
  CHECK_FALSE(exports.find("delta").has_value());
  CHECK_FALSE(exports.find("").has_value());
  REQUIRE(exports.find_ordinal(8).has_value());
  CHECK(exports.find_ordinal(8)->forwarder == "ws2.#12");
  CHECK_FALSE(exports.find_ordinal(4).has_value());
  CHECK_FALSE(exports.find_ordinal(9).has_value());
}

TEST_CASE("a forwarder is split at its last dot") {
  const auto by_name = parse_forwarder("OTHER.V2.beta");
  REQUIRE(by_name.has_value());
  CHECK(by_name->library == "OTHER.V2");
  CHECK(by_name->symbol.name == "beta");
  CHECK(parse_forwarder("ws2.#12")->symbol.ordinal == 12);
  for (const auto* text : {"", "x", ".x", "x.", "x.#", "x.#70000"}) {
    INFO(text);
    CHECK_FALSE(parse_forwarder(text).has_value());
  }
}

TEST_CASE("what is no PE file is told apart") {
  const auto fault = [](const std::string& text) {
    const auto bytes = bytes_of(text);
    return std::get<Fault>(decode(bytes));
  };
  CHECK(fault("") == Fault::not_mz);
  CHECK(fault("#!/bin/sh\n") == Fault::not_mz);
  CHECK(fault("MZ") == Fault::truncated);
  auto dos = build_pe({});
  dos.replace(0x40, 4, "NE\0\0", 4);
  CHECK(fault(dos) == Fault::not_pe);
  CHECK(fault(build_pe({}).substr(0, 0x60)) == Fault::truncated);
}

TEST_CASE("a PE file that is cut off anywhere gives no more than it has") {
  const auto whole = bytes_of(build_pe(rich_file()));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read behind it.
    const std::vector<std::uint8_t> cut(whole.begin(),
                                        whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto result = decode(cut);
    if (const auto* image = std::get_if<Image>(&result)) {
      const auto imports = decode_imports(*image);
      CHECK(imports.libraries.size() <= 3);
      const Exports exports(*image);
      for (std::uint32_t i = 0; i < exports.name_count(); ++i) (void)exports.name_at(i);
      (void)exports.find("gamma");
      (void)find_manifest(*image);
      (void)find_version(*image);
    }
  }
}

TEST_CASE("tables that lead astray are told as incomplete") {
  auto bytes = bytes_of(build_pe({0x8664, false, false, 3, {{"a.dll", {"f"}}}}));
  const std::size_t descriptor = 0x400;  // the first thing in the section
  SECTION("a name beyond the end") {
    put_u32(bytes, descriptor + 12, 0x7fffffff);
    const auto imports = decode_imports(decoded(bytes));
    CHECK(imports.incomplete);
    CHECK(imports.libraries.empty());
  }
  SECTION("symbols beyond the end") {
    put_u32(bytes, descriptor, 0xfffffff0);
    const auto imports = decode_imports(decoded(bytes));
    CHECK(imports.incomplete);
    CHECK(imports.libraries.size() == 1);
  }
  SECTION("no lookup table: the table of addresses tells the same") {
    put_u32(bytes, descriptor, 0);
    const auto imports = decode_imports(decoded(bytes));
    CHECK_FALSE(imports.incomplete);
    CHECK(imports.libraries.at(0).symbols.at(0).name == "f");
  }
  SECTION("no table of addresses ends the list") {
    put_u32(bytes, descriptor + 16, 0);
    CHECK(decode_imports(decoded(bytes)).libraries.empty());
  }
}

TEST_CASE("a million imports in one table are not kept") {
  // Descriptors without end that share one endless table of thunks with one name.
  auto bytes = bytes_of(build_pe({0x14c, false, false, 3, {{"a.dll", {"f"}}}}));
  bytes.resize(bytes.size() + (6U << 20U), 0);
  const std::size_t sections = 0x58 + 96 + 128;
  const auto size = static_cast<std::uint32_t>(bytes.size() - 0x400);
  put_u32(bytes, sections + 8, size);
  put_u32(bytes, sections + 16, size);
  const auto table = static_cast<std::uint32_t>(bytes.size() - (5U << 20U));
  for (std::size_t at = table; at + 4 <= bytes.size(); at += 4) put_u32(bytes, at, 0x1040);
  put_u32(bytes, 0x400, table - 0x400 + 0x1000);
  const auto imports = decode_imports(decoded(bytes));
  CHECK(imports.incomplete);
  CHECK(imports.libraries.at(0).symbols.size() == 1'000'000);
}

TEST_CASE("a program says whether it imports a symbol") {
  const auto bytes = bytes_of(build_pe(rich_file()));
  const auto imports = decode_imports(decoded(bytes));
  CHECK(imports_symbol(imports, "kernel32", "ExitProcess"));
  CHECK(imports_symbol(imports, "Kernel32.DLL", "ExitProcess"));
  CHECK_FALSE(imports_symbol(imports, "kernel32", "exitprocess"));
  CHECK_FALSE(imports_symbol(imports, "advapi32", "ExitProcess"));
}

}  // namespace preflight::imports::pe
