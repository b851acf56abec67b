#include "checks/disk/disk.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/base/shell_word.hpp"
#include "checks/looking.hpp"

namespace preflight::disk {

namespace {

constexpr std::array<FindingCode, 2> codes{{
    {"disk.low", "less is free for this user than was asked for"},
    {"check.denied", "something of it could not be looked at"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

double percent_free(const Facts& facts) {
  return facts.total == 0
             ? 0.0
             : static_cast<double>(facts.free) / static_cast<double>(facts.total) * 100;
}

/// "12.3 GB free (6.1 %), 20 GB asked"
std::string in_words(const Query& query, const Facts& facts) {
  const auto asked = text(query.asked);
  auto free = format_bytes(facts.free);
  // Where the two would read the same, the last byte counts.
  if (free == asked) free = fmt::format("{} bytes", facts.free);
  return fmt::format("{} free ({:.1f} %), {} asked", free, percent_free(facts), asked);
}

Finding low(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "disk.low";
  finding.severity = Severity::blocker;
  finding.message = fmt::format("{}: {}", query.path, in_words(query, facts));
  if (facts.by_quota)
    finding.cause = "it is the quota of this user that is nearly used up, not the disk";
  else if (facts.looked_at != query.path)
    finding.cause =
        fmt::format("{} is not there yet; it would lie where {} does", query.path, facts.looked_at);
  const auto word = shell_word(facts.looked_at, facts.windows);
  if (!facts.windows)
    finding.remedies.push_back(
        {"see what takes the room", fmt::format("du -xh {} | sort -h | tail", word), Needs::user});
  finding.remedies.push_back({"remove old logs and dumps, or use another disk", {}, Needs::user});
  finding.evidence = {{"free_bytes", facts.free},
                      {"asked_bytes", bytes_of(query.asked, facts.total)},
                      {"total_bytes", facts.total}};
  return finding;
}

Finding unknown(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "check.denied";
  finding.severity = Severity::error;
  const auto why = facts.error.code != 0
                       ? fmt::format("{} ({})", text(facts.error), symbol(facts.error))
                       : fmt::format("the file system of {} tells no size", facts.looked_at);
  finding.message = fmt::format("how much is free at {} cannot be told: {}", query.path, why);
  return finding;
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"disk", query.path, looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  const auto& target = request.target;
  const auto wrong = [&](std::string_view why) {
    return UsageError{fmt::format(
        "--disk: '{}' {}; write PATH:SIZE, e.g. /var/log:500MB or C:\\logs:10%", target, why)};
  };
  if (target.find('\0') != std::string::npos) return UsageError{"--disk: a zero byte in it"};
  const auto colon = target.rfind(':');
  if (colon == std::string::npos) return wrong("has no size");
  if (colon == 0) return wrong("has no path");
  const auto asked = parse_size(std::string_view(target).substr(colon + 1));
  if (!asked) return wrong("has no size (500MB, 2GiB, 10%) behind its last colon");
  return Query{target.substr(0, colon), *asked};
}

Findings judge(const Query& query, const Facts& facts) {
  if (!facts.sized) return {unknown(query, facts)};
  if (facts.free < bytes_of(query.asked, facts.total)) return {low(query, facts)};
  return {};
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = facts.sized ? in_words(query, facts) : findings.front().message;
  Value value{{"looked_at", facts.looked_at}};
  if (facts.sized) {
    value["free_bytes"] = facts.free;
    value["total_bytes"] = facts.total;
  }
  return {std::move(summary), std::move(findings), std::move(value), false};
}

Check check() {
  return {"disk",
          "is enough free where this path lies?",
          {"--disk", "", "PATH:SIZE", "at least SIZE is free for this user: 500MB, 2GiB, 10%", "",
           false, any_file},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::disk
