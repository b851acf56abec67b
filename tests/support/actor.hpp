// The other process of a test: it holds what it is told to hold until its standard input is closed.
// The grammar of its command line stands in actor.cpp. What one system alone can do is in
// actor_linux.cpp and actor_windows.cpp.
#pragma once

#include <any>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace preflight::test {

using Words = std::span<const std::string>;

/// What the process holds; let go in the order of the destructors.
struct Held {
  std::vector<std::any> things{};  ///< shared pointers to whatever must stay open
  std::uint16_t port{};            ///< of the last socket
};

/// Prints one line at once: the reader waits for it.
void tell(const std::string& line);

/// Opens `path` for `mode` ("r", "rw", "exclusive": no other process may open it, where the system
/// has such a thing) and keeps it open.
void open_file(Held& held, const std::string& path, const std::string& mode);

/// Locks bytes of a file: FILE OFFSET LENGTH "read"|"write" and on Linux also "posix"|"ofd".
void lock_bytes(Held& held, Words arguments);

/// A verb of one system alone; false where `verb` is none.
bool run_native(Held& held, const std::string& verb, Words arguments);

/// Starts this program again with `arguments` and our standard input and output, and gives its exit
/// code; with `leave` it does not wait for the end and gives 0.
int launch(Words arguments, bool leave);

std::uint32_t own_pid();

/// The command line without the program's name, UTF-8.
std::vector<std::string> arguments_of(int argc, char** argv);

}  // namespace preflight::test
