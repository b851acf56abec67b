#include <cstdlib>

#include "cli/app.hpp"
#include "cli/terminal.hpp"

int main(int argc, char** argv) {
  const auto args = preflight::command_line(argc, argv);
  const auto result = preflight::run_app(args, preflight::all_checks(), preflight::surroundings());
  if (result.abandoned) std::_Exit(result.exit_code);
  return result.exit_code;
}
