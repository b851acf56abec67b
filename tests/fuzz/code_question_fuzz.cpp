#include <cstdint>
#include <cstdlib>

#include "checks/codes/codes.hpp"
#include "checks/codes/question.hpp"
#include "tests/fuzz/target.hpp"

// Any text is a number, a name or nothing; what is found is a row of the table, and with a family
// only rows of it.
FUZZ_TARGET(code_question) {
  using namespace preflight::codes;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto question = parse_question(text);
  if (!question.name.empty() && (!question.readings.empty() || question.specific)) std::abort();
  if (question.name.size() > size) std::abort();
  for (const auto* code : lookup(text))
    if (code == nullptr || code->symbol.empty()) std::abort();
  for (const auto* code : lookup(text, Family::sqlite))
    if (code->family != Family::sqlite) std::abort();
  return 0;
}
