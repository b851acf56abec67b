// What comes of each answer, and of each way not to get one, on either system.
#include "checks/url/url.hpp"

#include "tests/support/catch.hpp"

namespace preflight::url {

namespace {

using std::chrono::milliseconds;

Query ask(const std::string& target) { return std::get<Query>(parse({target, {}, false})); }

Facts answered(unsigned status, std::string body, std::string type = "application/json") {
  Facts facts;
  facts.stage = Stage::over;
  facts.way.attempts = {{"127.0.0.1", net::Answer::connected, {}, {}}};
  Reply reply;
  reply.status = status;
  reply.content_type = std::move(type);
  reply.body = std::move(body);
  reply.whole = true;
  facts.reply = std::move(reply);
  return facts;
}

Facts stopped(Stage stage, Trouble trouble) {
  Facts facts;
  facts.stage = stage;
  facts.trouble = trouble;
  facts.took = milliseconds(1500);
  facts.way.attempts = {{"127.0.0.1", net::Answer::connected, {}, {}}};
  return facts;
}

Finding only(const Facts& facts, const std::string& target = "http://h:8000/health") {
  const auto findings = judge(ask(target), facts);
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings[0].message.empty());
  return findings[0];
}

}  // namespace

TEST_CASE("wrong usage names no password", "[url]") {
  const auto parsed = parse({"http://ann:secret@h:0/", {}, false});
  const auto& message = std::get<UsageError>(parsed).message;
  CHECK(message.find("--url") == 0);
  CHECK(message.find("secret") == std::string::npos);
}

TEST_CASE("200 passes, unless its body says otherwise", "[url]") {
  struct Row {
    std::string body, code;
  };
  for (const auto& row :
       {Row{"", ""},
        {"OK", ""},
        {"[]", ""},
        {"{}", ""},
        {R"({"status": "healthy"})", ""},
        {R"({"status": "ready"})", ""},
        {R"({"status": "alive", "timestamp": "x"})", ""},
        {R"({"status": "healthy", "database": "connected"})", ""},
        {R"({"status": "degraded"})", "url.degraded"},
        {R"({"status": "unhealthy"})", "url.unhealthy"},
        {R"({"status": "online-ish"})", "url.unhealthy"},
        {R"({"status": null})", "url.unhealthy"},
        {R"({"status": "healthy")", "url.unreadable"},
        {R"({"status": "healthy", "checks": {"db": {"status": "down"}}})", "url.part-unwell"}}) {
    CAPTURE(row.body);
    const auto findings = judge(ask("http://h/"), answered(200, row.body));
    CHECK((findings.empty() ? "" : findings[0].code) == row.code);
  }
  CHECK(only(answered(200, R"({"status": "degraded"})")).severity == Severity::warning);
  CHECK(only(answered(200, R"({"status": "down"})")).severity == Severity::blocker);
  CHECK(only(answered(200, "{")).severity == Severity::error);
  CHECK(judge(ask("http://h/"), answered(200, "{% page %}", "text/html")).empty());
  const auto part = only(answered(200, R"({"status": "ok", "disk": {"status": "full"}})"));
  CHECK(part.severity == Severity::info);
}

TEST_CASE("parts stand in cause and evidence", "[url]") {
  const auto finding = only(answered(
      200,
      R"({"status": "degraded", "checks": {"database": {"status": "degraded", "message": "slow"}}})"));
  CHECK(finding.cause.value_or("") == "checks.database: degraded (slow)");
  CHECK(finding.evidence["parts"][0]["name"] == "checks.database");
  CHECK(finding.evidence["parts"][0]["state"] == "degraded");
  const auto failed =
      only(answered(503, R"({"detail": {"status": "unhealthy", "database_error": "x"}})"));
  CHECK(failed.code == "url.unhealthy");
  CHECK(failed.cause.value_or("") == "database_error: x");
}

TEST_CASE("what cannot be read is never said to be well", "[url]") {
  auto facts = answered(200, R"({"status": "healthy"})");
  facts.reply->encoding = "gzip";
  CHECK(only(facts).code == "url.unreadable");
  facts.reply->encoding = "Identity";
  CHECK(judge(ask("http://h/"), facts).empty());
  facts = answered(200, "{" + std::string(most_body, ' '));
  facts.reply->whole = false;
  CHECK(only(facts).code == "url.unreadable");
  CHECK(only(facts).severity == Severity::error);
  facts.trouble = Trouble::timed_out;
  facts.stage = Stage::body;
  CHECK(only(facts).code == "url.timed-out");
  facts.trouble = Trouble::closed;
  CHECK(only(facts).code == "url.closed");
  // Not read to its end, since it can say nothing.
  facts = answered(200, "<html>", "text/html");
  facts.reply->whole = false;
  CHECK(judge(ask("http://h/"), facts).empty());
}

TEST_CASE("other statuses than 200 fail", "[url]") {
  struct Row {
    unsigned status;
    std::string_view code;
  };
  for (const auto& row : {Row{204, "url.bad-status"},
                          {101, "url.bad-status"},
                          {304, "url.bad-status"},
                          {301, "url.redirected"},
                          {302, "url.redirected"},
                          {307, "url.redirected"},
                          {308, "url.redirected"},
                          {401, "url.bad-status"},
                          {404, "url.bad-status"},
                          {500, "url.bad-status"},
                          {502, "url.bad-status"},
                          {503, "url.bad-status"},
                          {0, "url.bad-status"},
                          {999, "url.bad-status"}}) {
    CAPTURE(row.status);
    for (const auto* body : {"", "{\"status\": \"healthy\"}", "Not Found", "{"}) {
      const auto finding = only(answered(row.status, body));
      CHECK(finding.code == row.code);
      CHECK(finding.severity == Severity::blocker);
      CHECK_FALSE(finding.hard);
    }
  }
}

TEST_CASE("a redirect is told, with where to", "[url]") {
  auto facts = answered(307, "");
  facts.reply->location = "/health/?token=secret";
  facts.reply->reason = "Temporary Redirect";
  const auto finding = only(facts, "http://ann:secret@h:8000/health");
  CHECK(finding.message.find("307 Temporary Redirect") != std::string::npos);
  CHECK(finding.message.find("http://***@h:8000/health/?token=***") != std::string::npos);
  CHECK(finding.message.find("secret") == std::string::npos);
}

TEST_CASE("each way not to get an answer has its code", "[url]") {
  struct Row {
    Stage stage;
    Trouble trouble;
    std::string_view code;
    Severity severity;
  };
  for (const auto& row :
       {Row{Stage::securing, Trouble::timed_out, "url.timed-out", Severity::blocker},
        {Stage::head, Trouble::timed_out, "url.timed-out", Severity::blocker},
        {Stage::head, Trouble::closed, "url.closed", Severity::blocker},
        {Stage::securing, Trouble::closed, "url.closed", Severity::blocker},
        {Stage::head, Trouble::not_http, "url.not-http", Severity::blocker},
        {Stage::securing, Trouble::not_tls, "url.tls", Severity::blocker},
        {Stage::securing, Trouble::handshake, "url.tls", Severity::blocker},
        {Stage::securing, Trouble::certificate, "url.certificate", Severity::blocker},
        {Stage::asking, Trouble::failed, "check.denied", Severity::error},
        {Stage::connecting, Trouble::failed, "check.denied", Severity::error}}) {
    for (const bool windows : {false, true}) {
      CAPTURE(row.code);
      auto facts = stopped(row.stage, row.trouble);
      facts.windows = windows;
      const auto finding = only(facts, "https://h/health");
      CHECK(finding.code == row.code);
      CHECK(finding.severity == row.severity);
    }
  }
}

TEST_CASE("each way not to connect has its words", "[url]") {
  struct Row {
    net::Answer answer;
    std::string_view code;
    Severity severity;
    bool hard;
  };
  for (const auto& row : {Row{net::Answer::refused, "url.unreachable", Severity::blocker, false},
                          {net::Answer::timed_out, "url.timed-out", Severity::blocker, false},
                          {net::Answer::unreachable, "url.unreachable", Severity::blocker, false},
                          {net::Answer::denied, "url.unreachable", Severity::blocker, true},
                          {net::Answer::failed, "check.denied", Severity::error, false}}) {
    Facts facts;
    facts.way.attempts = {{"::1", row.answer, {1}, milliseconds(3)}};
    const auto finding = only(facts);
    CHECK(finding.code == row.code);
    CHECK(finding.severity == row.severity);
    CHECK(finding.hard == row.hard);
    CHECK(finding.cause.value_or("").find("tried: ::1") != std::string::npos);
  }
  Facts facts;
  facts.way.resolution = net::Resolution::unknown_name;
  CHECK(only(facts).code == "url.unreachable");
  facts.way.resolution = net::Resolution::not_asked;
  CHECK(only(facts).severity == Severity::error);
  CHECK(only(Facts{}).code == "url.unreachable");  // a name that has no address
}

TEST_CASE("a proxy that is set is told of where the server is not reached", "[url]") {
  Facts facts;
  facts.way.attempts = {{"10.0.0.1", net::Answer::refused, {1}, {}}};
  facts.proxy = {"HTTP_PROXY"};
  CHECK(only(facts).cause.value_or("").find("HTTP_PROXY is set") != std::string::npos);
  auto reached = answered(404, "");
  reached.proxy = facts.proxy;
  CHECK(only(reached).cause.value_or("").find("HTTP_PROXY") == std::string::npos);
}

TEST_CASE("each fault of a certificate has its words and remedy", "[url]") {
  struct Row {
    Certificate certificate;
    std::string_view word;
  };
  for (const auto& row : {Row{Certificate::unknown_authority, "authority"},
                          {Certificate::self_signed, "itself"},
                          {Certificate::expired, "expired"},
                          {Certificate::not_yet_valid, "not valid yet"},
                          {Certificate::wrong_name, "another name"},
                          {Certificate::revoked, "revoked"},
                          {Certificate::other, "not accepted"}}) {
    for (const bool windows : {false, true}) {
      CAPTURE(row.word);
      auto facts = stopped(Stage::securing, Trouble::certificate);
      facts.certificate = row.certificate;
      facts.certified = "CN = x";
      facts.windows = windows;
      const auto finding = only(facts, "https://h/");
      CHECK(finding.code == "url.certificate");
      CHECK(finding.message.find(row.word) != std::string::npos);
      CHECK(finding.cause.value_or("").find("CN = x") != std::string::npos);
      CHECK_FALSE(finding.remedies.empty());
    }
  }
  auto facts = stopped(Stage::securing, Trouble::certificate);
  facts.certificate = Certificate::no_authorities;
  CHECK(only(facts, "https://h/").severity == Severity::error);
}

TEST_CASE("remedies repeat no password", "[url]") {
  const auto finding = only(answered(500, ""), "http://ann:secret@h/a?b=1&key=secret");
  REQUIRE_FALSE(finding.remedies.empty());
  CHECK(finding.remedies.back().command == "curl -i -u USER 'http://h/a?b=1&key=***'");
}

TEST_CASE("the address of a link with a zone", "[url]") {
  CHECK(ask("http://[fe80::1%eth0]:1/").address.host == "fe80::1%eth0");
}

}  // namespace preflight::url
