#include "checks/service/program_header.hpp"

#include <cstring>

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
void put(Bytes& bytes, std::size_t at, T value) {
  if (bytes.size() < at + sizeof value) bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

void put_text(Bytes& bytes, std::size_t at, const std::string& text) {
  if (bytes.size() < at + text.size() + 1) bytes.resize(at + text.size() + 1);
  std::memcpy(bytes.data() + at, text.c_str(), text.size() + 1);
}

constexpr std::uint32_t header_at = 0x80, optional_at = header_at + 24, section_at = 0x188;
constexpr std::uint32_t data_at = 0x400, address = 0x1000;

/// A PE32+ program with one section that holds its import table.
Bytes image(const std::vector<std::pair<std::string, std::vector<std::string>>>& libraries) {
  Bytes bytes(data_at + 0x2000);
  put_text(bytes, 0, "MZ");
  put<std::uint32_t>(bytes, 0x3C, header_at);
  put_text(bytes, header_at, "PE");
  put<std::uint16_t>(bytes, header_at + 4, 0x8664);
  put<std::uint16_t>(bytes, header_at + 6, 1);      // sections
  put<std::uint16_t>(bytes, header_at + 20, 0xF0);  // size of the optional header
  put<std::uint16_t>(bytes, header_at + 22, 0x22);  // executable, large addresses
  put<std::uint16_t>(bytes, optional_at, 0x20B);
  put<std::uint32_t>(bytes, optional_at + 32, 0x1000);  // alignment of sections in memory
  put<std::uint32_t>(bytes, optional_at + 60, data_at);
  put<std::uint16_t>(bytes, optional_at + 68, 3);    // console
  put<std::uint32_t>(bytes, optional_at + 108, 16);  // directories
  put<std::uint32_t>(bytes, optional_at + 120, address);
  put<std::uint32_t>(bytes, section_at + 8, 0x2000);
  put<std::uint32_t>(bytes, section_at + 12, address);
  put<std::uint32_t>(bytes, section_at + 16, 0x2000);
  put<std::uint32_t>(bytes, section_at + 20, data_at);
  std::uint32_t thunk = 0x200, text = 0x1000;
  std::uint32_t descriptor = 0;
  for (const auto& [library, functions] : libraries) {
    put<std::uint32_t>(bytes, data_at + descriptor, address + thunk);
    put<std::uint32_t>(bytes, data_at + descriptor + 12, address + text);
    put<std::uint32_t>(bytes, data_at + descriptor + 16, address + thunk);
    put_text(bytes, data_at + text, library);
    text += static_cast<std::uint32_t>(library.size()) + 1;
    for (const auto& function : functions) {
      put<std::uint64_t>(bytes, data_at + thunk, address + text);
      put_text(bytes, data_at + text + 2, function);
      text += static_cast<std::uint32_t>(function.size()) + 3;
      thunk += 8;
    }
    thunk += 8;
    descriptor += 20;
  }
  return bytes;
}

std::vector<std::string> many() {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back("Function" + std::to_string(i));
  return names;
}

Dispatcher dispatcher_of(const Bytes& bytes) { return decode_program(bytes).dispatcher; }

}  // namespace

TEST_CASE("a program that imports the dispatcher answers the SCM") {
  const auto header =
      decode_program(image({{"KERNEL32.dll", many()},
                            {"ADVAPI32.dll", {"RegOpenKeyExW", "StartServiceCtrlDispatcherW"}}}));
  CHECK(header.format == FileFormat::program);
  CHECK(header.machine == 0x8664);
  CHECK(header.whole);
  CHECK(header.libraries == std::vector<std::string>{"KERNEL32.dll", "ADVAPI32.dll"});
  CHECK(header.dispatcher == Dispatcher::imported);
}

TEST_CASE("only a program that was read whole and hides nothing never answers") {
  auto bytes = image({{"KERNEL32.dll", many()}});
  CHECK(dispatcher_of(bytes) == Dispatcher::never);
  put_text(bytes, data_at + 0x1800, "StartServiceCtrlDispatcherW");
  CHECK(dispatcher_of(bytes) == Dispatcher::mentioned);
}

TEST_CASE("a runtime, and a packer, hide what a program does") {
  CHECK(dispatcher_of(image({{"mscoree.dll", many()}})) == Dispatcher::unknown);
  CHECK(dispatcher_of(image({{"python311.dll", many()}})) == Dispatcher::unknown);
  CHECK(dispatcher_of(image({{"KERNEL32.dll", {"LoadLibraryA"}}})) == Dispatcher::unknown);
  auto host = image({{"KERNEL32.dll", many()}});
  put_text(host, data_at + 0x1800, "hostfxr.dll");
  CHECK(decode_program(host).runtime == ".NET");
}

TEST_CASE("what is no program is called by its kind") {
  const auto format = [](const std::string& text) {
    return decode_program(Bytes(text.begin(), text.end())).format;
  };
  CHECK(format("") == FileFormat::empty);
  CHECK(format("MZ only") == FileFormat::old_dos);
  CHECK(format("\x7f"
               "ELF") == FileFormat::elf);
  CHECK(format("#!/bin/sh") == FileFormat::script);
  CHECK(format("import sys") == FileFormat::unknown);
  auto library = image({{"KERNEL32.dll", many()}});
  put<std::uint16_t>(library, header_at + 22, 0x2022);
  CHECK(decode_program(library).format == FileFormat::library);
}

TEST_CASE("a program cut anywhere is never said to be whole and silent") {
  const auto whole = image({{"KERNEL32.dll", many()}, {"ADVAPI32.dll", {"RegOpenKeyExW"}}});
  for (std::size_t size = 0; size < data_at + 0x1000; ++size) {
    const auto header = decode_program(std::span(whole).first(size));
    CHECK(header.dispatcher == Dispatcher::unknown);
  }
}

TEST_CASE("hostile headers end") {
  auto bytes = image({{"KERNEL32.dll", many()}});
  put<std::uint32_t>(bytes, 0x3C, 0xFFFFFFFF);
  CHECK(decode_program(bytes).format == FileFormat::old_dos);
  bytes = image({{"KERNEL32.dll", many()}});
  put<std::uint16_t>(bytes, header_at + 6, 0xFFFF);  // what lies behind the file is no section
  CHECK(decode_program(bytes).libraries == std::vector<std::string>{"KERNEL32.dll"});
  bytes = image({{"KERNEL32.dll", many()}});
  put<std::uint32_t>(bytes, optional_at + 120, 0xFFFFFFF0);
  CHECK(dispatcher_of(bytes) == Dispatcher::unknown);
}

TEST_CASE("which system runs which machine") {
  CHECK(can_run(0x8664, 0x14C));
  CHECK(can_run(0xAA64, 0x8664));
  CHECK_FALSE(can_run(0x8664, 0xAA64));
  CHECK_FALSE(can_run(0x14C, 0x8664));
}

}  // namespace preflight::service
