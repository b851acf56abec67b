#include "checks/service/systemd_program.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

// A 64-bit little-endian ELF file with one program header, PT_INTERP, and the loader's name.
std::string elf() {
  std::string bytes(64 + 56, '\0');
  bytes.replace(0, 6,
                std::string("\x7f"
                            "ELF\x02\x01",
                            6));
  bytes[32] = 64;   // e_phoff
  bytes[54] = 56;   // e_phentsize
  bytes[56] = 1;    // e_phnum
  bytes[64] = 3;    // p_type
  bytes[72] = 120;  // p_offset
  const std::string loader("/lib64/ld.so\0", 13);
  bytes[96] = static_cast<char>(loader.size());  // p_filesz
  return bytes + loader;
}

}  // namespace

TEST_CASE("the interpreter of a script") {
  const auto head = decode_program_head("#! /usr/bin/env python3\nprint()\n");
  CHECK(head.script);
  CHECK(head.interpreter == "/usr/bin/env");
  CHECK_FALSE(head.carriage_return);
  CHECK(decode_program_head("#!/bin/sh").interpreter == "/bin/sh");
  CHECK(decode_program_head("#!").interpreter.empty());
}

TEST_CASE("a script that was saved on Windows") {
  const auto head = decode_program_head("#!/bin/sh\r\ntrue\r\n");
  CHECK(head.interpreter == "/bin/sh");
  CHECK(head.carriage_return);
  // Here the carriage return goes to the argument, and the interpreter is found.
  CHECK_FALSE(decode_program_head("#!/bin/sh -e\r\n").carriage_return);
}

TEST_CASE("the loader of an ELF file") {
  const auto head = decode_program_head(elf());
  CHECK(head.elf);
  CHECK(head.interpreter == "/lib64/ld.so");
}

TEST_CASE("what is neither") {
  const auto head = decode_program_head("echo hello\n");
  CHECK_FALSE(head.elf);
  CHECK_FALSE(head.script);
  CHECK(decode_program_head("").interpreter.empty());
}

TEST_CASE("a program that was cut off anywhere is decoded") {
  const auto whole = elf();
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(decode_program_head(std::string_view(whole).substr(0, size)).interpreter.size() <= 13);
}

}  // namespace preflight::service
