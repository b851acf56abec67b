// What a Python says about itself and about a module. The text comes from a foreign program, which
// may say anything. Decoder: nothing is opened, nothing thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::python {

/// An exception, as Python has it.
struct Raised {
  std::string type{};                ///< "ModuleNotFoundError"
  std::vector<std::string> kinds{};  ///< the names of all its classes
  std::string message{};
  std::string name{};  ///< ImportError: the module
  std::string path{};  ///< ImportError: the file, an extension where its library failed
  std::string file{};  ///< where it was raised
  std::uint64_t line{};
  std::optional<int> load_error{};  ///< Windows: GetLastError of loading `path` once more

  [[nodiscard]] bool is(std::string_view kind) const;
};

struct Answer {
  bool begun{};  ///< it is a Python, and has told about itself
  bool done{};   ///< and came to the end
  std::string version{}, implementation{}, executable{}, base_executable{};
  std::string prefix{}, base_prefix{}, abi_flags{};
  bool isolated{}, no_site{}, managed{};  ///< managed: PEP 668, pip is not to change it
  std::vector<std::string> path{};        ///< sys.path
  std::vector<std::string> suffixes{};    ///< of extensions: ".cpython-311-x86_64-linux-gnu.so"
  std::string user_site{};
  std::string found{};           ///< the file of the module
  std::vector<Raised> raised{};  ///< what it raised, then what led to that
};

/// A line "KEY HEX" for each value. What cannot be read is passed over; at most so many values of a
/// kind are kept.
Answer decode_answer(std::string_view output);

}  // namespace preflight::python
