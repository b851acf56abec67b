// The two small files that tell a Python where it belongs. Decoders: nothing is opened, nothing
// thrown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight::python {

/// pyvenv.cfg: "key = value" a line (PEP 405). Keys in any case.
struct VenvSettings {
  std::string home{};  ///< the folder of the base interpreter's program
  std::string version{};
};
VenvSettings decode_venv(std::string_view text);

/// pythonXY._pth: a folder a line, which take the place of all that Python would look at; "import
/// site" brings site-packages back ("Finding modules" in "Using Python on Windows").
struct PathFile {
  std::vector<std::string> folders{};
  bool imports_site{};
};
PathFile decode_path_file(std::string_view text);

}  // namespace preflight::python
