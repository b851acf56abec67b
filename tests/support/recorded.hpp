// What a room recorded, judged again.
#pragma once

#include <string>

#include "checks/base/record_types.hpp"
#include "checks/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/filled.hpp"

namespace preflight {

/// All of it, to be compared.
inline Value value_of(const Outcome& outcome) {
  Value lines = Value::array();
  for (const auto& [depth, text, note, tone] : outcome.outline)
    lines.push_back({depth, text, note, record::write(tone)});
  return {{"summary", outcome.summary},
          {"findings", record::write(outcome.findings)},
          {"facts", outcome.facts},
          {"skipped", outcome.skipped},
          {"outline", std::move(lines)}};
}

/// As it goes from one machine to another.
inline Value carried(const Value& record) { return Value::parse(record.dump()); }

inline Outcome outcome_of(const Prepared& prepared) {
  if (const auto* error = std::get_if<UsageError>(&prepared)) FAIL(error->message);
  return std::get<Job>(prepared).run(Deadline::never());
}

/// The functions of a room (checks/looking.hpp).
template <class Query, class Facts>
struct Recording {
  Outcome (*judged)(const Query&, const Facts&);
  Value (*to_record)(const Query&, const Facts&);
  Prepared (*replay)(const Value&);

  /// The record gives the same as the facts themselves.
  void same(const Query& query, const Facts& facts) const {
    const auto record = carried(to_record(query, facts));
    CAPTURE(record);
    CHECK(value_of(outcome_of(replay(record))) == value_of(judged(query, facts)));
  }

  /// Many facts with all of their fields set. Such as no system gives may be refused, but not most.
  void same_of_many() const {
    constexpr unsigned count = 150;
    unsigned refused = 0;
    for (unsigned seed = 1; seed <= count; ++seed) {
      CAPTURE(seed);
      Filler filler(seed);
      const auto query = filler.made<Query>();
      const auto facts = filler.made<Facts>();
      const auto record = carried(to_record(query, facts));
      auto prepared = replay(record);
      if (std::holds_alternative<UsageError>(prepared))
        ++refused;
      else
        CHECK(value_of(outcome_of(prepared)) == value_of(judged(query, facts)));
    }
    CHECK(refused < count / 2);
  }
};

}  // namespace preflight
