#include <algorithm>

#include "checks/exec/exec.hpp"
#include "checks/exec/surroundings.hpp"

namespace preflight::exec {

namespace {

constexpr std::size_t most_output = std::size_t{256} << 10;  // bytes

std::chrono::milliseconds limit_of(const Query& query, Deadline deadline) {
  const auto left = deadline.left();
  if (query.timeout) return std::min(left, *query.timeout);
  return left - std::min(left / 10, longest_end);
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  facts.windows = is_windows();
  auto found = find_program(query.words.front(), query.folder);
  if (const auto* error = std::get_if<SystemError>(&found)) {
    facts.not_found = *error;
    return facts;
  }
  facts.program = std::get<std::string>(std::move(found));
  facts.limit = limit_of(query, deadline);
  ChildCommand command;
  command.program = facts.program;
  command.arguments.assign(query.words.begin() + 1, query.words.end());
  command.most_output = most_output;
  command.environment = environment();
  command.folder = query.folder;
  facts.child = run_child(command, Deadline::in(facts.limit));
  return facts;
}

}  // namespace preflight::exec
