#include "checks/imports/names.hpp"

#include "checks/base/text.hpp"

namespace preflight::imports {

std::string library_file(std::string_view name) {
  if (name.ends_with('.')) return std::string(name.substr(0, name.size() - 1));
  return name.find('.') == std::string_view::npos ? std::string(name) + ".dll" : std::string(name);
}

bool same_library(std::string_view a, std::string_view b) {
  return same_text(library_file(a), library_file(b));
}

}  // namespace preflight::imports
