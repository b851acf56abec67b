// What kind of file is the program of a service, and does it answer the Service Control Manager?
// Headers and imports are decoded by checks/imports/pe.hpp. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checks/imports/bytes.hpp"

namespace preflight::service {

enum class FileFormat {
  unknown,  ///< not a program of Windows: a script, text, a picture
  empty,    ///< no bytes at all
  program,  ///< a PE file that can be started
  library,  ///< a PE file that cannot: a DLL
  native,   ///< a PE file for the native subsystem: a driver
  old_dos,  ///< MZ without PE, or cut off
  elf,      ///< a program of Linux
  script    ///< begins with #!
};

/// Does the program answer the Service Control Manager, by StartServiceCtrlDispatcher?
enum class Dispatcher {
  imported,   ///< its import table names it
  mentioned,  ///< only the name is in it: it may look it up while it runs
  never,      ///< neither; and nothing else in it hints at code that is loaded later
  unknown     ///< a runtime (.NET, Java, Python, a packer) holds the real code
};

struct ProgramHeader {
  FileFormat format{FileFormat::unknown};
  std::uint16_t machine{};  ///< IMAGE_FILE_MACHINE_*
  bool gui{};               ///< subsystem 2: no console
  Dispatcher dispatcher{Dispatcher::unknown};
  std::string runtime{};  ///< why it is unknown: ".NET", "Java", "Python", "a packer"
  std::vector<std::string> libraries{};  ///< names in the import tables, as they stand
  bool whole{};                          ///< the import tables were read to their ends
};

ProgramHeader decode_program(imports::Bytes bytes);

/// "x86", "x64", "ARM64", "machine 0x1234".
std::string machine_name(std::uint16_t machine);

/// Whether a system of `native` machine runs programs of `machine`. x86 runs everywhere, x64 on
/// ARM64 from Windows 11 on.
bool can_run(std::uint16_t native, std::uint16_t machine);

}  // namespace preflight::service
