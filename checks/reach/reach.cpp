#include "checks/reach/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/host_names.hpp"
#include "checks/base/text.hpp"
#include "checks/looking.hpp"

namespace preflight::reach {

namespace {

constexpr std::array<FindingCode, 7> codes{{
    {"reach.refused", "the machine answered, but nobody listens there"},
    {"reach.timed-out", "nothing answered in time"},
    {"reach.unresolved", "the name of the machine is not known, or has no address"},
    {"reach.unreachable", "there is no way to that network or machine"},
    {"reach.denied", "a rule of this machine forbids the connection"},
    {"reach.partly", "one of its addresses answers, but one before it does not"},
    {"check.denied", "something of it could not be looked at"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

std::string_view word(Answer answer) {
  constexpr std::string_view words[] = {"connected",   "refused", "timed-out",
                                        "unreachable", "denied",  "failed"};
  return words[static_cast<std::size_t>(answer)];
}

Value to_json(const Facts& facts) {
  Value attempts = Value::array();
  for (const auto& attempt : facts.attempts) {
    Value one{{"address", attempt.address},
              {"answer", word(attempt.answer)},
              {"took_ms", attempt.took.count()}};
    if (attempt.error.code != 0) one["error"] = symbol(attempt.error);
    attempts.push_back(std::move(one));
  }
  return {{"attempts", std::move(attempts)}};
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"reach", target_of(query), looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  const std::string_view target = request.target;
  const auto wrong = [&](std::string_view why) {
    return UsageError{fmt::format(
        "--reach: '{}' {}; write HOST:PORT, e.g. db.example.org:5432 or [::1]:5432", target, why)};
  };
  const auto colon = target.rfind(':');
  if (colon == std::string_view::npos) return wrong("has no port");
  auto host = target.substr(0, colon);
  const auto port = parse_unsigned(target.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) return wrong("has no port from 1 to 65535");
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed && !net::may_be_ipv6(host))
    return wrong("has no IPv6 address between the brackets");
  if (!bracketed && host.find(':') != std::string_view::npos)
    return wrong("needs brackets around its IPv6 address");
  if (!bracketed && !net::may_be_host(host)) return wrong("has no name of a machine");
  return Query{std::string(host), static_cast<std::uint16_t>(*port)};
}

Facts probe(const Query& query, Deadline deadline) {
  return net::find_way(query.host, query.port, deadline);
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = net::is_connected(facts)
                     ? fmt::format("{} answered in {} ms", facts.attempts.back().address,
                                   facts.attempts.back().took.count())
                     : findings.front().message;
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

std::string target_of(const Query& query) { return net::host_and_port(query.host, query.port); }

Check check() {
  return {"reach",
          "can a TCP connection be made there?",
          {"--reach", "", "HOST:PORT", "a TCP connection can be made: db:5432, [::1]:5432", ""},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::reach
