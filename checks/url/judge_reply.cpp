// An answer: its status, and what its body says of the server's health.
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/url/judge_parts.hpp"

namespace preflight::url {

namespace {

constexpr std::size_t shown_body = 300;  // bytes

Value evidence_of(const Reply& reply, const HealthReport& report) {
  Value evidence{{"http_status", reply.status}};
  if (!report.status.empty()) evidence["status"] = report.status;
  for (const auto& part : report.parts) {
    Value one{{"name", part.name}, {"state", part.state}};
    if (!part.note.empty()) one["note"] = part.note;
    evidence["parts"].push_back(std::move(one));
  }
  if (!reply.body.empty())
    evidence["body"] =
        reply.body.size() > shown_body ? reply.body.substr(0, shown_body) + " ..." : reply.body;
  return evidence;
}

std::string_view usual_cause(unsigned status) {
  switch (status) {
    case 204:
      return "it answers, but with nothing: preflight waits for 200";
    case 400:
      return "the server refuses the request; does it want another host name or https://?";
    case 401:
    case 403:
      return "it wants to know who asks, or refuses this address";
    case 404:
      return "the server is up, but does not know this path, or is another one than thought";
    case 405:
      return "this path may not be asked with GET";
    case 407:
      return "what answered is a proxy";
    case 421:
      return "the server does not answer for this name";
    case 429:
      return "it is asked too often";
    case 500:
      return "the handler of this path crashed: the server's log has the trace";
    case 502:
    case 504:
      return "what answers is a gateway; the server behind it does not answer";
    case 503:
      return "the server is up, but says that it cannot serve now";
    default:
      return status < 200 || status > 299 ? "" : "it is no 200";
  }
}

std::string_view remedy_for(unsigned status) {
  switch (status) {
    case 401:
      return "give user and password in the URL, or a path that needs none";
    case 404:
      return "see the paths of the server (FastAPI lists them below /docs)";
    case 502:
    case 504:
      return "start the server behind the gateway";
    default:
      return "";
  }
}

Finding redirected(const Query& query, const Reply& reply) {
  const auto there =
      reply.location.empty() ? std::string() : shown_redirect(query.address, reply.location);
  auto finding = make_finding(
      "url.redirected", Severity::blocker,
      there.empty() ? fmt::format("it answered {}, and not where to", status_text(reply))
                    : fmt::format("it answered {}: to {}", status_text(reply), there));
  finding.cause = "preflight follows no redirect: what answers elsewhere is not what was asked for";
  if (!there.empty()) advise(finding, "if that is the server that is meant, ask for it: " + there);
  finding.evidence = {{"http_status", reply.status}, {"location", there}};
  return finding;
}

Finding bad_status(const Query& query, const Facts& facts, const Reply& reply,
                   const HealthReport& report) {
  const bool unwell = report.health == Health::unwell || report.health == Health::degraded;
  auto finding =
      make_finding(unwell ? "url.unhealthy" : "url.bad-status", Severity::blocker,
                   unwell ? fmt::format("it answered {}: {}", status_text(reply), report.status)
                          : fmt::format("it answered {}", status_text(reply)));
  const auto said = in_words(report);
  auto cause = unwell && !said.empty() ? std::string() : std::string(usual_cause(reply.status));
  if (!said.empty()) cause += (cause.empty() ? "" : "; ") + said;
  if (!cause.empty()) finding.cause = cause;
  if (const auto remedy = remedy_for(reply.status); !remedy.empty())
    advise(finding, std::string(remedy));
  advise(finding, "see the whole answer", curl(query, facts));
  finding.evidence = evidence_of(reply, report);
  return finding;
}

Finding unreadable(const Query& query, const Facts& facts, std::string message, std::string cause) {
  auto finding = make_finding("url.unreadable", Severity::error, std::move(message));
  finding.cause = std::move(cause);
  advise(finding, "see the whole answer", curl(query, facts));
  return finding;
}

Finding unwell(const Query& query, const Facts& facts, const Reply& reply,
               const HealthReport& report) {
  const bool degraded = report.health == Health::degraded;
  auto finding = make_finding(degraded ? "url.degraded" : "url.unhealthy",
                              degraded ? Severity::warning : Severity::blocker,
                              fmt::format("it answered 200, and says that its status is {}",
                                          report.status.empty() ? "empty" : report.status));
  const auto said = in_words(report);
  if (!said.empty())
    finding.cause = said;
  else if (!degraded)
    finding.cause =
        "healthy, ok, ready, alive, up and pass are taken for well, degraded for a "
        "warning";
  advise(finding, "see the whole answer", curl(query, facts));
  finding.evidence = evidence_of(reply, report);
  return finding;
}

// It says that all is well, and of a part that it is not: it is believed, and the part is told.
Findings well(const Reply& reply, HealthReport report) {
  report.notes.clear();
  if (report.parts.empty()) return {};
  auto finding = make_finding(
      "url.part-unwell", Severity::info,
      fmt::format("it says {}, but of a part of it: {}", report.status, in_words(report)));
  finding.evidence = evidence_of(reply, report);
  return {std::move(finding)};
}

/// A template or a style sheet may begin with a brace as well.
bool is_page(std::string_view content_type) {
  const auto type = lower(content_type);
  return type.find("html") != std::string::npos || type.find("css") != std::string::npos ||
         type.find("javascript") != std::string::npos;
}

Findings judge_200(const Query& query, const Facts& facts, const Reply& reply) {
  const auto encoding = lower(trim(reply.encoding));
  if (!encoding.empty() && encoding != "identity" && !reply.body.empty())
    return {
        unreadable(query, facts,
                   fmt::format("it answered 200, but what it says is packed ({})", reply.encoding),
                   "the server compresses without having been asked to")};
  if (!may_be_object(reply.body)) return {};
  if (!reply.whole && facts.trouble != Trouble::none) return {judge_trouble(query, facts)};
  if (!reply.whole)
    return {
        unreadable(query, facts, "it answered 200, but with more than can be judged",
                   fmt::format("only the first {} MiB of an answer are read", most_body >> 20))};
  auto report = read_health(reply.body, true);
  switch (report.health) {
    case Health::well:
      return well(reply, std::move(report));
    case Health::degraded:
    case Health::unwell:
      return {unwell(query, facts, reply, report)};
    case Health::unreadable:
      if (is_page(reply.content_type)) return {};
      return {unreadable(query, facts, "it answered 200, but what it says is no JSON",
                         "it begins as a JSON object, and is broken or cut off")};
    case Health::silent:
      break;
  }
  return {};
}

}  // namespace

Findings judge_reply(const Query& query, const Facts& facts, const Reply& reply) {
  if (reply.status == 200) return judge_200(query, facts, reply);
  constexpr unsigned not_modified = 304;
  if (reply.status >= 300 && reply.status < 400 && reply.status != not_modified)
    return {redirected(query, reply)};
  return {bad_status(query, facts, reply, read_health(reply.body, false))};
}

}  // namespace preflight::url
