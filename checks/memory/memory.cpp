#include "checks/memory/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/looking.hpp"

namespace preflight::memory {

namespace {

constexpr std::array<FindingCode, 2> codes{{
    {"memory.low", "less memory is available to a new program than was asked for"},
    {"check.denied", "something of it could not be looked at"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

// What a percentage is of: the memory of the machine, or the least limit on it.
std::uint64_t whole(const Facts& facts) {
  std::uint64_t least = UINT64_MAX;
  for (const auto& bound : facts.bounds)
    if (bound.kind != Bound::Kind::commit) least = std::min(least, bound.limit);
  return least;
}

std::string bounded_by(const Bound& bound) {
  switch (bound.kind) {
    case Bound::Kind::cgroup:
      return fmt::format(
          "the control group {} may have {} in all (MemoryMax= of a unit, the limit "
          "of a container)",
          bound.where, format_bytes(bound.limit));
    case Bound::Kind::address_space:
      return fmt::format("{} lets each process have {} (ulimit)", bound.where,
                         format_bytes(bound.limit));
    case Bound::Kind::job:
      return fmt::format("the job object that this runs in may have {}", format_bytes(bound.limit));
    case Bound::Kind::commit:
      return fmt::format("the system promises {} in all and no more (page file, overcommit)",
                         format_bytes(bound.limit));
    case Bound::Kind::physical:
      break;
  }
  return fmt::format("other programs use the rest of {}", format_bytes(bound.limit));
}

void advise(const Bound& bound, bool windows, Finding& finding) {
  if (bound.kind == Bound::Kind::cgroup) {
    finding.remedies.push_back({"see what uses it", std::string("systemd-cgtop -m"), Needs::user});
    finding.remedies.push_back(
        {"raise the limit: MemoryMax= of the unit, --memory of the container", std::nullopt,
         Needs::admin});
  } else if (bound.kind == Bound::Kind::address_space) {
    finding.remedies.push_back(
        {"raise it where the server is started", std::string("ulimit -v unlimited"), Needs::user});
  } else {
    finding.remedies.push_back(
        {"end what is not needed; see who uses most",
         std::string(windows
                         ? "powershell \"Get-Process | Sort-Object WS -Descending | Select-Object "
                           "-First 10\""
                         : "ps aux --sort=-rss | head"),
         Needs::user});
  }
}

std::string in_words(const Query& query, const Bound& bound) {
  const auto asked = text(query.asked);
  auto left = format_bytes(bound.left);
  if (left == asked) left = fmt::format("{} bytes", bound.left);
  return fmt::format("{} available, {} asked", left, asked);
}

Value to_json(const Facts& facts) {
  constexpr std::string_view words[] = {"physical", "commit", "cgroup", "address-space", "job"};
  Value bounds = Value::array();
  for (const auto& bound : facts.bounds)
    bounds.push_back({{"kind", words[static_cast<std::size_t>(bound.kind)]},
                      {"where", bound.where},
                      {"limit_bytes", bound.limit},
                      {"available_bytes", bound.left}});
  return {{"bounds", std::move(bounds)}};
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(parsed);
  return Job{"memory", text(query.asked), looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  const auto asked = parse_size(request.target);
  if (!asked)
    return UsageError{
        fmt::format("--memory: '{}' is not a size (500MB, 2GiB, 10%)", request.target)};
  return Query{*asked};
}

const Bound* nearest(const Facts& facts) {
  const Bound* least = nullptr;
  for (const auto& bound : facts.bounds)
    if (least == nullptr || bound.left < least->left) least = &bound;
  return least;
}

Findings judge(const Query& query, const Facts& facts) {
  Findings findings;
  const auto* const bound = nearest(facts);
  const bool low = bound != nullptr && bound->left < bytes_of(query.asked, whole(facts));
  if (low) {
    Finding finding;
    finding.code = "memory.low";
    finding.severity = Severity::blocker;
    finding.message = in_words(query, *bound);
    finding.cause = bounded_by(*bound);
    finding.evidence = {{"available_bytes", bound->left}, {"limit_bytes", bound->limit}};
    advise(*bound, facts.windows, finding);
    findings.push_back(std::move(finding));
  }
  for (const auto& gap : facts.gaps) {
    Finding finding;
    finding.code = "check.denied";
    // What was not seen could only bound it further.
    finding.severity = low ? Severity::info : Severity::error;
    finding.message = fmt::format("{}: {}", gap.what, gap.reason);
    if (gap.error.code != 0) finding.evidence = {{"error", symbol(gap.error)}};
    findings.push_back(std::move(finding));
  }
  return findings;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  const auto* const bound = nearest(facts);
  auto summary = bound != nullptr ? in_words(query, *bound) : std::string("not looked at");
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

Check check() {
  return {"memory",
          "could a program that starts now have this much memory?",
          {"--memory", "", "SIZE", "at least SIZE of memory is available; limits count", ""},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::memory
