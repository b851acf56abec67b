#include "checks/url/health.hpp"
#include "checks/url/url.hpp"
#include "tests/fuzz/target.hpp"

// The first byte chooses the status of the answer; the rest is its body, and once more an address.
FUZZ_TARGET(url_health) {
  using namespace preflight::url;
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  Facts facts;
  facts.stage = Stage::over;
  Reply reply;
  reply.status = data[0] % 2 == 0 ? 200 : 503;
  reply.body = body;
  reply.whole = data[0] % 4 < 2;
  reply.content_type = "application/json";
  reply.location = body.substr(0, 200);
  if (data[0] % 16 == 15) reply.status = 307;
  facts.reply = reply;
  const Query query{{false, "localhost", 80, "/health", ""}};
  const auto findings = judge(query, facts);
  (void)summary_of(facts);
  const auto report = read_health(body, reply.status == 200);
  // Nothing but a good status, or none, may pass.
  const bool good = report.health == Health::well || report.health == Health::silent;
  const bool passed = findings.empty() || findings.front().severity == preflight::Severity::info;
  if (passed && reply.status != 200) __builtin_trap();
  if (passed && !good && may_be_object(body)) __builtin_trap();
  const preflight::Request request{std::string(body), {}, false};
  if (const auto parsed = parse(request); const auto* asked = std::get_if<Query>(&parsed))
    (void)shown(asked->address);
  return 0;
}
