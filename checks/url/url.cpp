#include "checks/url/url.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "checks/looking.hpp"

namespace preflight::url {

namespace {

constexpr std::array<FindingCode, 13> codes{{
    {"url.unreachable", "no connection can be made to the server"},
    {"url.timed-out", "the server did not answer in time"},
    {"url.closed", "the server closed the connection before it had answered"},
    {"url.tls", "no TLS can be agreed on with the server"},
    {"url.certificate", "the certificate of the server is not good"},
    {"url.not-http", "what answers there is no HTTP server"},
    {"url.redirected", "it answered that what was asked for is elsewhere"},
    {"url.bad-status", "it answered with another status than 200"},
    {"url.unhealthy", "it answered that it is not well"},
    {"url.degraded", "it answered that it works, but not fully"},
    {"url.part-unwell", "it answered that it is well, but that a part of it is not"},
    {"url.unreadable", "it answered, but what it says of its health cannot be read"},
    {"check.denied", "something of it could not be looked at"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

Value to_json(const Facts& facts) {
  Value json = Value::object();
  if (net::is_connected(facts.way)) json["address"] = facts.way.attempts.back().address;
  if (!facts.protocol.empty()) json["tls"] = facts.protocol;
  json["took_ms"] = facts.took.count();
  if (!facts.reply) return json;
  const auto& reply = *facts.reply;
  json["http_status"] = reply.status;
  if (!reply.content_type.empty()) json["content_type"] = reply.content_type;
  json["body_bytes"] = reply.body.size();
  json["body_whole"] = reply.whole;
  if (const auto report = read_health(reply.body, reply.status == 200); !report.status.empty())
    json["status"] = report.status;
  return json;
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"url", shown(query.address), looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  auto address = read_address(request.target);
  if (const auto* error = std::get_if<NoAddress>(&address))
    return UsageError{fmt::format(
        "--url: '{}' {}; write the address of a health check, e.g. http://127.0.0.1:8000/health",
        shown(std::string_view(request.target)), error->why)};
  return Query{std::get<Address>(std::move(address))};
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  const bool passed = findings.empty() || findings.front().severity == Severity::info;
  auto summary = passed ? summary_of(facts) : findings.front().message;
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

Check check() {
  return {"url",
          "does it answer 200, and if it tells its status, that it is well?",
          {"--url", "", "URL", "it answers 200, and its JSON, if any, tells a good status", ""},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::url
