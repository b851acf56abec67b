// What a room recorded, judged again.
#pragma once

#include <string>
#include <vector>

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

/// Why a record cannot be read; empty where it can.
inline std::string refusal_of(const Prepared& prepared) {
  const auto* error = std::get_if<UsageError>(&prepared);
  return error == nullptr ? "" : error->message;
}

/// Some remedy has this in its command.
inline bool advises(const Outcome& outcome, std::string_view command) {
  for (const auto& finding : outcome.findings)
    for (const auto& remedy : finding.remedies)
      if (remedy.command && remedy.command->find(command) != std::string::npos) return true;
  return false;
}

/// The places of all values in it.
inline void find_places(const Value& value, const Value::json_pointer& at,
                        std::vector<Value::json_pointer>& places) {
  if (value.is_object())
    for (const auto& [key, one] : value.items()) find_places(one, at / key, places);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) find_places(value[i], at / i, places);
  places.push_back(at);
}

/// A record that is nearly right is refused or judged: other values take the place of some of its
/// own, and some are taken out.
inline void never_crashes(Prepared (*replay)(const Value&), const Value& record) {
  const auto judge = [&](const Value& changed) {
    const auto prepared = replay(changed);
    if (const auto* job = std::get_if<Job>(&prepared)) job->run(Deadline::never());
  };
  std::vector<Value::json_pointer> places;
  find_places(record, Value::json_pointer(), places);
  const std::size_t step = 1 + places.size() / 40;
  const Value strangers[] = {nullptr, true,   -1, std::uint64_t{1} << 63, 7,
                             1e300,   "none", "", Value::array(),         Value::object()};
  for (std::size_t i = 0; i < places.size(); i += step) {
    auto changed = record;  // once a place: a copy takes as long as half a look
    for (const auto& stranger : strangers) {
      changed[places[i]] = stranger;
      CAPTURE(places[i].to_string(), stranger);
      judge(changed);
    }
    if (places[i].empty()) continue;
    auto& parent = changed[places[i].parent_pointer()];
    if (parent.is_object())
      parent.erase(places[i].back());
    else
      parent.clear();
    judge(changed);
  }
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

  /// Many facts with all of their fields set, fewer where they are large. Such as no system gives
  /// may be refused, but not most.
  void same_of_many() const {
    same_of_many([](Filler& filler) { return filler.made<Facts>(); });
  }

  /// Of facts that `make` makes.
  template <class Make>
  void same_of_many(Make make) const {
    constexpr unsigned least = 6, most = 60;
    constexpr std::size_t enough = std::size_t{256} << 10;  ///< bytes of records
    unsigned seed = 0, refused = 0;
    std::size_t bytes = 0;
    while (seed < least || (seed < most && bytes < enough)) {
      ++seed;
      CAPTURE(seed);
      Filler filler(seed);
      const auto query = filler.made<Query>();
      const Facts facts = make(filler);
      const auto record = carried(to_record(query, facts));
      bytes += record.dump().size();
      if (seed == 1) never_crashes(replay, record);
      auto prepared = replay(record);
      if (std::holds_alternative<UsageError>(prepared))
        ++refused;
      else
        CHECK(value_of(outcome_of(prepared)) == value_of(judged(query, facts)));
    }
    CHECK(refused < seed / 2);
  }
};

}  // namespace preflight
