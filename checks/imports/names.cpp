#include "checks/imports/names.hpp"

#include <algorithm>

namespace preflight::imports {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  return lowered;
}

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string library_file(std::string_view name) {
  if (name.ends_with('.')) return std::string(name.substr(0, name.size() - 1));
  return name.find('.') == std::string_view::npos ? std::string(name) + ".dll" : std::string(name);
}

bool same_library(std::string_view a, std::string_view b) {
  return same_text(library_file(a), library_file(b));
}

}  // namespace preflight::imports
