#include "cli/bundle/redact.hpp"

#include "checks/base/record.hpp"
#include "checks/service/facts.hpp"
#include "checks/url/url.hpp"
#include "cli/bundle/secret_names.hpp"
#include "cli/bundle/utf16.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/service_facts.hpp"

using namespace preflight;
using namespace preflight::bundle;
using namespace std::string_literals;

namespace {

constexpr std::string_view s = "hunter2!x";  // what must not be seen

std::string redacted(std::string_view text) { return Redactor(false).text(text); }

}  // namespace

TEST_CASE("a secret is removed from a text, and what is around it stays") {
  struct Row {
    std::string_view before, after;  // the secret is between them
  };
  const Row rows[] = {
      {"server --password ", " --port 8000"},
      {"server --password=", " --port 8000"},
      {"server --password '", "' --port 8000"},
      {"server \"--password\" \"", "\" --port"},
      {"server -password ", " x"},
      {"server.exe /password:", " x"},
      {"server.exe /p:", " x"},
      {"server.exe /Password ", " x"},
      {"server --db-password ", ""},
      {"server --token ", ""},
      {"server --api-key ", ""},
      {"server --api_key=", ""},
      {"server --apiKey ", ""},
      {"server --client-secret ", " x"},
      {"['server', '--token', '", "', '--port', '1']"},
      {"[\"server\",\"--password\",\"", "\"]"},
      {"mysql -u root -p", " app"},
      {"/usr/bin/mysqldump -p", " app"},
      {"C:\\my\\mysql.exe -uroot -p", " app"},
      {"sshpass -p ", " ssh host"},
      {"redis-cli -a ", " get x"},
      {"sqlcmd -U sa -P ", " -Q x"},
      {"plink -pw ", " host"},
      {"curl -u alice:", " http://x/"},
      {"curl --user alice:", " http://x/"},
      {"PGPASSWORD=", " psql -h db"},
      {"export DB_PASS=", ""},
      {"set MYSQL_PWD=", "\r\nnext"},
      {"AWS_SECRET_ACCESS_KEY=", " aws s3 ls"},
      {"STRIPE_KEY=", " x"},
      {"password: ", "\nuser: alice"},
      {"password = ", "\nuser = alice"},
      {"{\"password\":\"", "\", \"port\": 1}"},
      {"{\"password\" : \"", "\"}"},
      {"{\\\"password\\\":\\\"", "\\\",\\\"port\\\":1}"},
      {"{'client_secret': '", "', 'port': 1}"},
      {"postgres://alice:", "@db.example:5432/app"},
      {"connect to 'redis://:", "@cache:6379/0' failed"},
      {"mongodb+srv://u:", "@h1,h2/db?x=1"},
      {"http://x/a?token=", "&b=1"},
      {"http://x/a?b=1&sig=", "#top"},
      {"http://x/a?access_token=", " HTTP/1.1"},
      {"GET /cb?code=", "&page=2"},
      {"Authorization: Bearer ", ""},
      {"authorization: bearer ", "\r\nAccept: x"},
      {"curl -H 'Authorization: token ", "' http://x/"},
      {"-H \"X-Api-Key: ", "\" y"},
      {"Cookie: session=", "\nHost: x"},
      {"Server=db;User=app;Password=", ";Database=x"},
      {"Server=db;Pwd=", ";Database=x"},
      {"AccountName=x;AccountKey=", ";EndpointSuffix=y"},
      {"Endpoint=sb://x;SharedAccessKey=", ""},
      {"sc config x obj= me password= ", ""},
      {"schtasks /create /ru me /rp ", " /tn x"},
      {"java -Djavax.net.ssl.keyStorePassword=", " -jar x"},
      {"keytool -storepass ", " -list"},
      {"-----BEGIN RSA PRIVATE KEY-----\n", "\n-----END RSA PRIVATE KEY-----\nafter"},
  };
  for (const auto& [before, after] : rows) {
    const auto text = std::string(before) + std::string(s) + std::string(after);
    const auto result = redacted(text);
    INFO(text << "\n -> " << result);
    CHECK(result.find("hunter2") == std::string::npos);
    CHECK(result.find("[removed:") != std::string::npos);
    if (!before.starts_with("-----")) {
      CHECK(result.starts_with(before.substr(0, 6)));
      CHECK(result.ends_with(after));
    }
    CHECK(redacted(result).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a secret with blanks and quotes in it is removed as a whole") {
  for (const std::string_view text : {
           "server --password 'hunter2 and more' x",
           "server --password=\"hunter2 and more\" x",
           "server --password 'hunter2'\\''and more' x",
           "Server=a;Password=hunter2 and more;Database=x",
           "Password=hunter2 and more;Database=x",
           "{\"password\": \"hunter2 \\\" and more\", \"x\": 1}",
           "PGPASSWORD='hunter2 and more' psql",
           "Driver=x;UID=sa;PWD={hunter2;and more};Server=y",
           "postgres://u:hunter2/andmore@host/x",
       }) {
    const auto result = redacted(text);
    INFO(text << "\n -> " << result);
    CHECK(result.find("hunter2") == std::string::npos);
    CHECK(result.find("more") == std::string::npos);
  }
}

TEST_CASE("keys are known by how they look") {
  for (const std::string_view key :
       {"AKIAIOSFODNN7EXAMPLE", "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_"
        "XgL0n3I9PlFUP0THsR8U",
        "sk_live_abcdefghijklmnop", "glpat-abcdefghijklmnopqrst"}) {
    const auto result = redacted("it is " + std::string(key) + ", he said");
    CHECK(result.find(key) == std::string::npos);
    CHECK(result.ends_with(", he said"));
  }
}

TEST_CASE("what is no secret stays as it is") {
  for (const std::string_view text : {
           "python3 app.py --port 8000 --host 0.0.0.0",
           "server --password-file /run/secrets/db --tokenizer bert",
           "http://localhost:8000/health?verbose=1",
           "http://[::1]:8000/a@b",
           "C:\\app\\server.exe -p 8000 /etc/secrets",
           "docker run -u 1000:1000 -p 8000:80 image",
           "mysql -p app",
           "mysql -P 3306 -h db",
           "PWD=/srv/app PATH=/usr/bin:/bin",
           "password is wrong; the token has expired",
           "{\"password\": null, \"token\": \"${APP_TOKEN}\"}",
           "max_tokens=100 bypass=1 monkey=2 keyboard: de",
           "2026-11-21 20:15:00 INFO listening on http://0.0.0.0:8000",
           "std::string: a::b",
           "",
       })
    CHECK(redacted(text) == text);
}

TEST_CASE("the same secret has the same tag, wherever it stands") {
  Redactor redactor(false);
  (void)redactor.text("server --password hunter2");
  CHECK(redactor.text("login with hunter2 failed") == "login with [removed:password:1] failed");
  CHECK(redactor.text("server --password other55") == "server --password [removed:password:2]");
  CHECK(redactor.text("hunter22 is another word") == "hunter22 is another word");
  CHECK(redactor.text("twice: [removed:password:1] --password [removed:password:1]") ==
        "twice: [removed:password:1] --password [removed:password:1]");
  CHECK(redactor.text("not from here: --password [removed:fake:7]").find("fake") ==
        std::string::npos);
}

TEST_CASE("a secret that an address has encoded is known in plain as well") {
  Redactor redactor(false);
  (void)redactor.text("postgres://u:hun%40ter2@db/x");
  CHECK(redactor.text("it was hun@ter2").find("hun@ter2") == std::string::npos);
}

TEST_CASE("a word that is all too usual is removed only where it is a secret") {
  Redactor redactor(false);
  CHECK(redactor.text("--password root").find("root") == std::string::npos);
  CHECK(redactor.text("the user root") == "the user root");
}

TEST_CASE("values of an environment go, and their names stay") {
  const Value value = {{"environment", {"PATH=/usr/bin", "APP_MODE=blue", "DB_PASSWORD=hunter2"}},
                       {"AppEnvironmentExtra", {"A=red"}},
                       {"env", {{"MODE", "green"}, {"LANG", "C"}}},
                       {"pairs", {{"environment", Value::array({Value::array({"X", "grey"})})}}},
                       {"loose", {"MODE=black", "ANY=white"}}};
  const auto clean = Redactor(false).value(value);
  const auto text = clean.dump();
  for (const auto* gone : {"blue", "hunter2", "red\"", "green", "grey", "black", "white"})
    CHECK(text.find(gone) == std::string::npos);
  for (const auto* stays : {"PATH=/usr/bin", "APP_MODE=[removed:environment:", "\"X\"",
                            "DB_PASSWORD=[removed:password:", "\"LANG\":\"C\""})
    CHECK(text.find(stays) != std::string::npos);
}

TEST_CASE("command lines in lists are read as such") {
  const Value value = {{"command", {"server", "--password", "hunter2", "--port", "80"}},
                       {"mysql", {"/usr/bin/mysql", "-phunter2", "-P", "3306"}},
                       {"pass", {"sshpass", "-p", "hunter2", "ssh"}},
                       {"secrets", {"hunter2", "a"}},
                       {"token", "hunter2"},
                       {"number", {{"token", 17}}}};
  const auto clean = Redactor(false).value(value);
  CHECK(clean.dump().find("hunter2") == std::string::npos);
  CHECK(clean["command"][4] == "80");
  CHECK(clean["mysql"][3] == "3306");
  CHECK(clean["number"]["token"] == 17);
}

TEST_CASE("a private key in the lines of a log goes with all its lines") {
  const Value log = {"before",   "-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0",
                     "abc/def=", "-----END PRIVATE KEY-----",   "after"};
  const auto clean = Redactor(false).value(log);
  CHECK(clean.dump().find("MIIE") == std::string::npos);
  CHECK(clean.dump().find("abc/def") == std::string::npos);
  CHECK(clean[0] == "before");
  CHECK(clean[5] == "after");
}

TEST_CASE("bytes that are no UTF-8 are looked into") {
  const auto bytes = "\xff server --password hunter2"s;
  const Value value = {
      {"command_line", record::text_value(bytes)},
      {"header", record::bytes_value(reinterpret_cast<const std::uint8_t*>("\x01\x02"), 2)}};
  const auto clean = Redactor(false).value(value);
  const record::Place place{};
  const auto text = record::text_of(clean["command_line"], place);
  CHECK(text == "\xff server --password [removed:password:1]");
  CHECK(clean["header"] == value["header"]);
}

TEST_CASE("values of the registry are read in UTF-16") {
  const auto wide = [](const std::string& text) { return record::text_value(to_utf16(text)); };
  const Value key = {
      {"values",
       {{{"name", "AppEnvironmentExtra"},
         {"type", 7},
         {"data", wide("MODE=bl\u00fce\0PATH=C:\\x\0\0"s)}},
        {{"name", "AppParameters"}, {"type", 2}, {"data", wide("--password hunter2\0"s)}},
        {{"name", "Password"}, {"type", 1}, {"data", wide("hunter2\0"s)}},
        {{"name", "Application"}, {"type", 1}, {"data", wide("C:\\app.exe\0"s)}},
        {{"name", "AppThrottle"}, {"type", 4}, {"data", record::text_value("\x02\0\0\0"s)}}}}};
  const auto clean = Redactor(false).value(key);
  const record::Place place{};
  const auto data = [&](std::size_t i) {
    return from_utf16(record::text_of(clean["values"][i]["data"], place));
  };
  CHECK(data(0).starts_with("MODE=[removed:environment:"));
  CHECK(data(0).ends_with("]\0PATH=C:\\x\0\0"s));
  CHECK(data(1).find("hunter2") == std::string::npos);
  CHECK(data(2).find("hunter2") == std::string::npos);
  CHECK(clean["values"][3] == key["values"][3]);
  CHECK(clean["values"][4] == key["values"][4]);
}

TEST_CASE("UTF-16 there and back") {
  for (const auto& text : {"abc"s, "\u00e9\u20ac\U0001f600\0x"s})
    CHECK(from_utf16(to_utf16(text)) == text);
  CHECK(from_utf16(to_utf16("\xff\xc3"s)) == "\ufffd\ufffd");
}

TEST_CASE("users and hosts become other names everywhere") {
  Redactor redactor(true);
  redactor.learn_host({"web7.example.org", "linux", "", "", "ACME\\alice", false});
  const auto clean = [&](std::string_view text) { return redactor.text(text); };
  CHECK(clean("/home/alice/app.db") == "/home/user1/app.db");
  CHECK(clean("acme\\Alice on WEB7").find("lice") == std::string::npos);
  CHECK(clean("acme\\Alice on WEB7").find("WEB7") == std::string::npos);
  CHECK(clean("C:\\Users\\bob\\x and bob") == "C:\\Users\\user2\\x and user2");
  CHECK(clean("malice, alice-2 and root") == "malice, alice-2 and root");
  CHECK(clean("NT AUTHORITY\\SYSTEM") == "NT AUTHORITY\\SYSTEM");
  Redactor keeps(false);
  keeps.learn_host({"web7", "linux", "", "", "alice", false});
  CHECK(keeps.text("/home/alice on web7") == "/home/alice on web7");
}

TEST_CASE("what a look found is redacted in all its parts, and its record as well") {
  Process process;
  process.pid = 7;
  process.name = "server";
  process.command_line = "server --password hunter2";
  Finding finding;
  finding.code = "port.in-use";
  finding.severity = Severity::blocker;
  finding.message = "held by server --password hunter2";
  finding.processes = {process};
  finding.remedies = {{"end it", "kill 7 # hunter2", Needs::user}};
  finding.evidence = {{"argv", {"server", "--password", "hunter2"}}};
  Looked looked{"port", "0.0.0.0:80/tcp", "hunter2", false, {}, {finding}, {{"a", "hunter2"}}};
  looked.record = {{"facts", {{"line", "x hunter2"}}}};
  looked.outline = {{0, "hunter2", "hunter2", Severity::info}};
  Redactor redactor(false);
  redactor.redact(looked);
  CHECK(looked.findings[0].code == "port.in-use");
  CHECK(looked.findings[0].processes[0].command_line == "server --password [removed:password:1]");
  const auto all = looked.summary + looked.findings[0].message +
                   *looked.findings[0].remedies[0].command + looked.findings[0].evidence.dump() +
                   looked.facts.dump() + looked.record.dump() + looked.outline[0].text +
                   looked.outline[0].note;
  CHECK(all.find("hunter2") == std::string::npos);
}

TEST_CASE("what a service recorded goes without the values of its environment") {
  auto windows = service::test::installed();
  windows.environment = {"TOKEN=hunter2-a", "MODE=quiet"};
  windows.host.settings.values.push_back(
      {"AppEnvironmentExtra", 7, to_utf16("DB_PASSWORD=hunter2-\u20ac\0"s), false});
  windows.log_tail = {"hunter2-a and hunter2-\u20ac were refused"};
  service::SystemdFacts systemd;
  systemd.unit.environment = {"TOKEN=hunter2-a"};
  systemd.journal.entries.emplace_back().message = "hunter2-a was refused";
  for (const auto& facts : {service::Facts{windows, {}}, service::Facts{systemd, {}}}) {
    Looked looked;
    looked.record = service::to_record({"App", false, true}, facts);
    looked.summary = "refused: hunter2-a";
    Redactor redactor(false);
    auto learnt_from = looked;
    redactor.redact(learnt_from);
    redactor.redact(looked);
    const auto text = looked.record.dump() + looked.summary;
    CHECK(text.find("TOKEN=[removed:token:") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("quiet") == std::string::npos);
    // Nor in UTF-16, as it is or in hex.
    CHECK(text.find("h\\u0000u\\u0000n") == std::string::npos);
    CHECK(text.find("680075006e") == std::string::npos);
  }
}

TEST_CASE("what a look at an address recorded goes without its secrets") {
  const auto address =
      std::get<url::Address>(url::read_address("https://ann:hunter2%21@h/x?api_key=abc-of-h&a=1"));
  const Value record = url::to_record({address}, {});
  REQUIRE(record.dump().find("hunter2!") != std::string::npos);
  Redactor redactor(false);
  const auto text = redactor.value(record).dump();
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("abc-of-h") == std::string::npos);
  CHECK(text.find("a=1") != std::string::npos);
  CHECK(redactor.text("no hunter2! and no abc-of-h").find("no [removed:password:") == 0);
}

TEST_CASE("names tell whether a secret is behind them") {
  for (const auto* name : {"password", "PGPASSWORD", "MYSQL_PWD", "db_pass", "apiKey", "API-KEY",
                           "clientSecret", "authToken", "AccountKey", "X-Amz-Signature",
                           "proxy-authorization", "DJANGO_SECRET_KEY", "STRIPE_KEY"}) {
    INFO(name);
    CHECK(is_secret_name(name));
  }
  for (const auto* name :
       {"password_file", "PATH", "port", "key", "monkey", "tokenizer", "bypass", "compass",
        "passed", "author", "keyboard", "OLDPWD", "primary_key", "", "secretary_id", "tokens"}) {
    INFO(name);
    CHECK(!is_secret_name(name));
  }
}
