#include <cstdint>
#include <cstdlib>

#include "cli/plan.hpp"
#include "tests/fuzz/target.hpp"

// Any words make a plan or one line that says what is wrong. A word ends with a line break. Nothing
// is looked at: to plan asks nothing of the system.
FUZZ_TARGET(arguments) {
  using namespace preflight;
  std::vector<std::string> words{""};
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == '\n')
      words.emplace_back();
    else
      words.back() += static_cast<char>(data[i]);
  }
  const auto plan = make_plan(words, all_checks());
  if (const auto* failure = std::get_if<UsageFailure>(&plan))
    if (failure->message.empty() || failure->message.find('\n') != std::string::npos) std::abort();
  if (const auto* look = std::get_if<LookPlan>(&plan))
    if (look->jobs.empty() || look->output.format == nullptr) std::abort();
  return 0;
}
