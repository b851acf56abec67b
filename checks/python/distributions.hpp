// The name under which pip knows a module. Pure.
#pragma once

#include <string>
#include <string_view>

namespace preflight::python {

enum class Brought { by_pip, by_system, by_older_python };

struct Distribution {
  std::string name{};  ///< for pip, or (by_system) Debian's package
  Brought by{Brought::by_pip};
  bool is_known{};  ///< else its name is taken to be that of the module
};

/// Of the first part of a dotted name: "google.cloud.storage" has names of its own.
Distribution distribution_of(std::string_view module);

}  // namespace preflight::python
