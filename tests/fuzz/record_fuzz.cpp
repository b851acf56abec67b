// A record from anybody: each check of the table refuses it, or judges it.
#include <cstddef>
#include <cstdint>

#include "checks/check.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(record) {
  using namespace preflight;
  // Who reads a case from a file bounds how deep it is.
  constexpr int deepest = 64;
  const auto record = Value::parse(
      data, data + size, [](int depth, Value::parse_event_t, Value&) { return depth < deepest; },
      false);
  if (record.is_discarded()) return 0;
  for (const auto& check : all_checks()) {
    if (check.replay == nullptr) continue;
    const auto prepared = check.replay(record);
    if (const auto* job = std::get_if<Job>(&prepared)) job->run(Deadline::never());
  }
  return 0;
}
