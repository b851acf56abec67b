// What the names of Python's extensions and libraries say about the Python that they are for. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace preflight::imports {

/// The Python that something was built for.
struct PythonBuild {
  unsigned major{}, minor{};
  bool free_threaded{};  ///< 3.13t
  bool debug{};

  bool operator==(const PythonBuild&) const = default;
};

/// "3.13t, a debug build"
std::string text(const PythonBuild& build);

/// The file of an extension, by the rules of importlib.machinery.EXTENSION_SUFFIXES: "x.pyd",
/// "x.cp311-win_amd64.pyd", "x_d.cp311-win_amd64.pyd", "x.cpython-311-x86_64-linux-gnu.so",
/// "x.abi3.so".
struct ExtensionName {
  std::string module{};
  std::optional<PythonBuild> build{};  ///< none: the name is for any, or for every one (abi3)
  bool debug{};
};

/// Nothing where it is no name of an extension: "libx.so.1", "x.dll".
std::optional<ExtensionName> parse_extension_name(std::string_view file);

/// "python311.dll", "python313t_d.dll", "libpython3.11.so.1.0". Nothing for others, and for
/// python3.dll, which stands for all of them.
std::optional<PythonBuild> parse_python_library(std::string_view library);

/// What every process of a Python for Windows has loaded before it imports anything.
bool is_python_own(std::string_view library);

/// "/usr/lib/python3.11/site-packages/x.so": of the last such folder.
std::optional<PythonBuild> python_of_path(std::string_view path);

}  // namespace preflight::imports
