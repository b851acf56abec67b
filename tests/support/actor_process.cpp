#include "tests/support/actor_process.hpp"

#include <sstream>
#include <stdexcept>

namespace preflight::test {
namespace {

std::vector<std::string> with_program(const std::vector<std::string>& words) {
  std::vector<std::string> command{actor_path()};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

}  // namespace

std::string actor_path() { return program_folder() + "/" PREFLIGHT_ACTOR_FILE; }

ActorProcess::ActorProcess(const std::vector<std::string>& words) : child(with_program(words)) {
  while (const auto line = child.read_line()) {
    std::istringstream stream(*line);
    std::string what;
    std::uint32_t process = 0;
    stream >> what >> process;
    if (what == "child") {
      forked.push_back(process);
    } else if (what == "ready") {
      pid = process;
      stream >> port;
      return;
    } else {
      throw std::runtime_error("actor: " + *line);
    }
  }
  throw std::runtime_error("the actor ended, or hangs, before it was ready");
}

}  // namespace preflight::test
