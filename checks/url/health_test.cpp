// The forms in which servers tell their health, and what else may come.
#include "checks/url/health.hpp"

#include "tests/support/catch.hpp"

namespace preflight::url {

TEST_CASE("the words of health", "[url]") {
  struct Row {
    std::string_view word;
    Health health;
  };
  for (const auto& row :
       {Row{"healthy", Health::well},   {"ok", Health::well},        {"OK", Health::well},
        {"Ready", Health::well},        {"alive", Health::well},     {"UP", Health::well},
        {"pass", Health::well},         {" ok ", Health::well},      {"degraded", Health::degraded},
        {"Degraded", Health::degraded}, {"warn", Health::degraded},  {"unhealthy", Health::unwell},
        {"not ready", Health::unwell},  {"DOWN", Health::unwell},    {"fail", Health::unwell},
        {"starting", Health::unwell},   {"unknown", Health::unwell}, {"", Health::unwell},
        {"healthy?", Health::unwell},   {"okay-ish", Health::unwell}}) {
    CAPTURE(row.word);
    const auto body = "{\"status\": \"" + std::string(row.word) + "\"}";
    CHECK(read_health(body, true).health == row.health);
    CHECK(read_health("\xEF\xBB\xBF\r\n " + body, true).health == row.health);
  }
}

TEST_CASE("a status that is no word is not taken for well", "[url]") {
  for (const auto* status : {"200", "true", "null", "[\"ok\"]", "{\"a\": \"ok\"}", "0", "1.5"}) {
    CAPTURE(status);
    const auto report = read_health("{\"status\": " + std::string(status) + "}", true);
    CHECK(report.health == Health::unwell);
    CHECK_FALSE(report.status.empty());
  }
}

TEST_CASE("bodies that say nothing of health", "[url]") {
  for (const auto* body :
       {"", "OK", "[]", "[{\"status\": \"down\"}]", "\"down\"", "{}", "{\"Status\": \"down\"}",
        "<html>{\"status\": \"down\"}", "null", "{\"data\": {\"status\": \"down\"}}"}) {
    CAPTURE(body);
    CHECK(read_health(body, true).health == Health::silent);
  }
  for (const auto* body : {"{", "{\"status\": \"ok\"", "{\"status\": \"ok\"}}", "{% block %}",
                           "{\"status\": \"\xff\"}", "{'status': 'ok'}", "{\"a\": NaN}"}) {
    CAPTURE(body);
    CHECK(read_health(body, true).health == Health::unreadable);
  }
}

TEST_CASE("an answer is read further only where it may be an object", "[url]") {
  for (const auto* beginning : {"", " ", "\xEF", "\xEF\xBB", "\xEF\xBB\xBF", "\xEF\xBB\xBF {", "{"})
    CHECK(may_be_object(beginning));
  for (const auto* beginning : {"O", " [", "\xEF\xBB\xBFx", "<", "\xEFx"})
    CHECK_FALSE(may_be_object(beginning));
}

TEST_CASE("FastAPI's errors carry the status in their detail", "[url]") {
  auto report = read_health(
      R"({"detail": {"status": "unhealthy", "timestamp": "2026-11-21T18:00:00", "version": "1.4",
          "database": "disconnected", "database_error": "no such table: users",
          "disk_warning": "Disk usage above 90%", "disk_free_gb": 3.2}})",
      false);
  CHECK(report.health == Health::unwell);
  CHECK(report.status == "unhealthy");
  CHECK(in_words(report) ==
        "database: disconnected; database_error: no such table: users; disk_warning: Disk usage "
        "above 90%");
  report = read_health(R"({"detail": {"status": "not ready", "error": "locked"}})", false);
  CHECK(report.status == "not ready");
  CHECK(in_words(report) == "error: locked");
  report = read_health(R"({"detail": "Database not reachable"})", false);
  CHECK(report.health == Health::silent);
  CHECK(in_words(report) == "detail: Database not reachable");
  // RFC 9457: a number is the status of HTTP.
  report = read_health(R"({"title": "Not ready", "status": 503, "detail": "starting"})", false);
  CHECK(report.health == Health::silent);
  CHECK(in_words(report) == "detail: starting; title: Not ready");
  // On 200 the status stands at the top.
  CHECK(read_health(R"({"detail": {"status": "shipped"}})", true).health == Health::silent);
}

TEST_CASE("parts that are not well are named", "[url]") {
  struct Row {
    std::string_view body, words;
  };
  for (const auto& row :
       {Row{R"({"status": "degraded", "app": "x", "database": "error: no such table"})",
            "database: error: no such table"},
        {R"({"status": "degraded", "checks": {"database": {"status": "degraded", "message": "slow"},
             "cache": {"status": "ok"}}})",
         "checks.database: degraded (slow)"},
        {R"({"status": "DOWN", "components": {"db": {"status": "DOWN", "details":
             {"error": "refused"}}, "ping": {"status": "UP"}}})",
         "components.db: DOWN (refused)"},
        {R"({"status": "warn", "checks": {"disk:free": [{"status": "warn", "output": "92 %"}]}})",
         "checks.disk:free: warn (92 %)"},
        {R"({"status": "Unhealthy", "entries": [{"name": "sql", "status": "Unhealthy"}]})",
         "entries.sql: Unhealthy"},
        {R"({"status": "unhealthy", "services": {"queue": {"healthy": false, "error": "gone"}}})",
         "services.queue: false (gone)"},
        {R"({"status": "unhealthy", "order": {"status": "shipped"}})", ""},
        {R"({"status": "fail", "message": "no"})", "message: no"}}) {
    CAPTURE(row.body);
    CHECK(in_words(read_health(row.body, true)) == row.words);
  }
}

TEST_CASE("what is long, deep or wide stays bounded", "[url]") {
  const auto long_text = read_health("{\"status\": \"" + std::string(100'000, 'x') +
                                         "\", \"error\": \"" + std::string(100'000, 'y') + "\"}",
                                     true);
  CHECK(in_words(long_text).size() + long_text.status.size() < 600);
  std::string deep = "{\"status\": \"fail\", \"a\": ";
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\": ";
  deep += "1" + std::string(100'001, '}');
  CHECK(read_health(deep, true).health == Health::unwell);
  std::string wide = "{\"status\": \"fail\"";
  for (int i = 0; i < 50'000; ++i) wide += ", \"k" + std::to_string(i) + "\": \"down\"";
  CHECK(read_health(wide + "}", true).parts.size() == 12);
}

TEST_CASE("bodies cut anywhere", "[url]") {
  const std::string body =
      R"({"status": "ok", "checks": {"a": [{"status": "down", "output": "\u00e4"}], "b": true}})";
  for (std::size_t i = 0; i < body.size(); ++i) {
    for (const bool ok : {true, false})
      CHECK(read_health(body.substr(0, i), ok).health ==
            (i == 0 ? Health::silent : Health::unreadable));
  }
  CHECK(read_health(body, true).health == Health::well);
}

}  // namespace preflight::url
