#include "cli/workflow.hpp"

namespace preflight {

std::string workflow_file(std::string_view reference) {
  const auto path = reference.substr(0, reference.find('@'));
  const auto owner = path.find('/');
  if (owner == std::string_view::npos) return {};
  const auto name = path.find('/', owner + 1);
  if (name == std::string_view::npos) return {};
  const auto file = path.substr(name + 1);
  return file.starts_with(".github/") ? std::string(file) : std::string();
}

}  // namespace preflight
