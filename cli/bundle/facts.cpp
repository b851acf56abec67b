#include "cli/bundle/facts.hpp"

#include <algorithm>

#include "checks/base/record_types.hpp"

namespace preflight {

namespace {

constexpr int this_version = 1;
constexpr int deepest = 64;  ///< of a document; a record nests no more than a dozen

/// What a look found, where its facts are not recorded.
struct Found {
  std::string summary{};
  bool skipped{};
  Findings findings{};
};

struct RecordedLook {
  std::string check{};
  std::string target{};
  std::optional<Place> place{};
  std::optional<Value> record{};
  Found found{};
};

struct Tool {
  std::string name{};
  std::string version{};
};

struct Document {
  int facts_version{};
  Tool tool{};
  Host host{};
  Timestamp recorded_at{};  ///< milliseconds since 1970, UTC
  std::vector<RecordedLook> checks{};
};

}  // namespace

PREFLIGHT_RECORD(Host, name, os, os_version, arch, user, elevated)
PREFLIGHT_RECORD(Place, file, line)

namespace {

PREFLIGHT_RECORD(Found, summary, skipped, findings)
PREFLIGHT_RECORD(RecordedLook, check, target, place, record, found)
PREFLIGHT_RECORD(Tool, name, version)
PREFLIGHT_RECORD(Document, facts_version, tool, host, recorded_at, checks)

// A hostile document may nest a million lists, which are parsed well, and copied by recursion.
Value parse(std::string_view document) {
  return Value::parse(document, [](int depth, Value::parse_event_t, Value&) {
    if (depth > deepest) throw record::Unreadable("it nests too deep to be the facts of a case");
    return true;
  });
}

Job as_found(RecordedLook look) {
  return {std::move(look.check), std::move(look.target),
          [found = std::move(look.found)](Deadline) {
            return Outcome{found.summary, found.findings, {}, found.skipped};
          },
          std::move(look.place)};
}

Job replayed(RecordedLook look, std::span<const Check> checks, const record::Place& place) {
  const auto check = std::find_if(checks.begin(), checks.end(),
                                  [&](const Check& one) { return one.id == look.check; });
  if (!look.record || check == checks.end() || check->replay == nullptr)
    return as_found(std::move(look));
  auto prepared = check->replay(*look.record);
  if (const auto* wrong = std::get_if<UsageError>(&prepared))
    throw record::Unreadable(place.words() + ": " + wrong->message);
  auto& job = std::get<Job>(prepared);
  job.target = std::move(look.target);
  job.place = std::move(look.place);
  return std::move(job);
}

}  // namespace

Value facts_document(const Report& report, std::span<const Looked> looked) {
  Document document{
      this_version, {"preflight", PREFLIGHT_VERSION}, report.host, report.started_at, {}};
  for (const auto& one : looked)
    document.checks.push_back({one.check,
                               one.target,
                               one.place,
                               one.record.is_null() ? std::nullopt : std::optional(one.record),
                               {one.summary, one.skipped, one.findings}});
  return record::write(document);
}

std::variant<CaseFacts, BadFacts> read_facts(std::string_view document,
                                             std::span<const Check> checks) {
  try {
    Document read;
    record::read(parse(document), read, {});
    if (read.facts_version != this_version)
      return BadFacts{"it is of another version than this preflight reads"};
    CaseFacts facts{std::move(read.tool.version), std::move(read.host), read.recorded_at, {}};
    const record::Place list{nullptr, "checks", 0};
    for (std::size_t i = 0; i < read.checks.size(); ++i)
      facts.jobs.push_back(replayed(std::move(read.checks[i]), checks, {&list, {}, i}));
    return facts;
  } catch (const Value::exception& wrong) {
    return BadFacts{wrong.what()};
  } catch (const record::Unreadable& wrong) {
    return BadFacts{wrong.what()};
  }
}

}  // namespace preflight
