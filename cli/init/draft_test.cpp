#include "cli/init/draft.hpp"

#include "cli/config_text.hpp"
#include "cli/init/gate_lines.hpp"
#include "tests/support/catch.hpp"

namespace preflight::init {

namespace {

Seen seen(Kind kind, std::string text, std::size_t line, Role role = Role::main,
          Rank rank = Rank::start_line) {
  return {kind, std::move(text), line, "said so", role, rank};
}

std::string entries(const std::vector<Entry>& all) {
  std::string text;
  for (const auto& entry : all)
    text += (text.empty() ? "" : " ") + entry.key + "=" + entry.text +
            (entry.off.empty() ? "" : "(off)");
  return text;
}

std::string profile(const Draft& draft, std::string_view name) {
  for (const auto& each : draft.profiles)
    if (each.name == name) return entries(each.checks) + "|" + entries(each.policy);
  return "none";
}

bool knows(std::string_view key) { return key != "url"; }

}  // namespace

TEST_CASE("init: the start script is nearer to the start than a default in a source") {
  const auto draft =
      make_draft({{{"app/main.py", {seen(Kind::port, "8004", 40, Role::main, Rank::call)}},
                   {"start-server.bat", {seen(Kind::port, "0.0.0.0:8000", 5)}},
                   {"app/config.py", {seen(Kind::port, "8000", 2, Role::main, Rank::constant)}}}});
  CHECK(entries(draft.checks) == "port=0.0.0.0:8000");
  REQUIRE(draft.notes.size() == 1);
  CHECK(draft.notes[0] ==
        "app/main.py:40: said so: port 8004; start-server.bat:5: said so is nearer to the start");
}

TEST_CASE("init: service and dev become profiles where they say otherwise") {
  const auto draft = make_draft(
      {{{"manage.py", {seen(Kind::port, "127.0.0.1:8000", 9, Role::dev, Rank::constant)}},
        {"app.service",
         {seen(Kind::port, "127.0.0.1:8100", 8, Role::service), seen(Kind::service, "app", 8)}},
        {"docker-compose.yml", {seen(Kind::port, "8080", 3, Role::compose)}},
        {"mysite/settings.py", {seen(Kind::database, "db.sqlite3", 4, Role::main, Rank::call)}}}});
  CHECK(entries(draft.checks) == "port=127.0.0.1:8100 db=db.sqlite3");
  CHECK(profile(draft, "dev") == "port=127.0.0.1:8000|");
  CHECK(profile(draft, "compose") == "port=8080|");
  CHECK(draft.service == "app");
}

TEST_CASE("init: variables of the .env, and those that nobody sets") {
  Project project{
      {{"main.py",
        {seen(Kind::port, "${HOST:-127.0.0.1}:${PORT:-8000}", 3, Role::main, Rank::call),
         seen(Kind::database, "${DB}", 4, Role::main, Rank::call)}}}};
  project.dotenv = ".env";
  project.variables = {{"PORT", "8010", 1}};
  const auto draft = make_draft(project);
  CHECK(entries(draft.checks) == "port=${HOST:-127.0.0.1}:${PORT:-8010} db=${DB}(off) env=DB");
  project.files[0].seen.push_back(seen(Kind::variable, "SECRET", 1, Role::main, Rank::call));
  project.files[0].seen.push_back(seen(Kind::variable, "PORT", 1, Role::main, Rank::call));
  project.files.push_back({"Procfile", {seen(Kind::port, "0.0.0.0:${OTHER}", 1)}});
  CHECK(entries(make_draft(project).checks) ==
        "port=${HOST:-127.0.0.1}:${PORT:-8010} db=${DB}(off) env=DB env=SECRET");
  CHECK(draft.checks[0].why == "main.py:3: said so; PORT is set in .env:1");
}

TEST_CASE("init: names alone that disagree are told, and not taken") {
  const auto draft =
      make_draft({{{"a.py", {seen(Kind::port, "8000", 1, Role::main, Rank::constant)}},
                   {"b.py", {seen(Kind::port, "25", 1, Role::main, Rank::constant)}}}});
  CHECK(entries(draft.checks).empty());
  CHECK(draft.notes.size() == 2);
}

TEST_CASE("init: paths begin where the server is started") {
  auto start = seen(Kind::command, "python main.py", 3);
  start.folder = "backend";
  auto placed = seen(Kind::database, "b.db", 2, Role::main, Rank::call);
  placed.placed = true;
  Project project{{{"start.sh", {start}},
                   {"backend/main.py",
                    {seen(Kind::database, "a.db", 1, Role::main, Rank::call), placed,
                     seen(Kind::writable, "logs", 3, Role::main, Rank::call)}}}};
  CHECK(entries(make_draft(project).checks) == "db=backend/a.db db=b.db writable=backend/logs");
  project.databases = {"a.db"};
  CHECK(entries(make_draft(project).checks) == "db=a.db db=b.db writable=backend/logs");
}

TEST_CASE("init: databases that are named, and that lie there") {
  Project project{{{"backend/app.py",
                    {seen(Kind::database, "app.db", 3, Role::main, Rank::call),
                     seen(Kind::database, "old.db", 4, Role::main, Rank::constant)}}}};
  project.databases = {"backend/app.db", "copy.db"};
  auto draft = make_draft(project);
  CHECK(entries(draft.checks) == "db=backend/app.db");
  CHECK(draft.notes.size() == 2);
  project.files.clear();
  draft = make_draft(project);
  CHECK(entries(draft.checks) == "db=backend/app.db db=copy.db");
}

TEST_CASE("init: a health URL belongs to the time when the server runs") {
  const auto draft =
      make_draft({{{"main.py",
                    {seen(Kind::port, "${HOST:-0.0.0.0}:${PORT:-8000}", 3, Role::main, Rank::call),
                     seen(Kind::health, "/health", 9, Role::main, Rank::call),
                     seen(Kind::timeout, "10", 10, Role::main, Rank::constant)}}}});
  CHECK(profile(draft, "running") == "url=http://127.0.0.1:${PORT:-8000}/health|timeout=10");
  REQUIRE(draft.profiles.size() == 1);
  CHECK(draft.profiles[0].without == std::vector<std::string>{"port"});
  CHECK(profile(make_draft({{{"r.py",
                              {seen(Kind::port, "1", 1),
                               seen(Kind::health, "/health", 2, Role::main, Rank::constant)}}}}),
                "running") == "url=http://127.0.0.1:1/health(off)|");
}

TEST_CASE("init: the interpreter of the start line, or of the virtual environment") {
  Project project{
      {{"start.sh", {seen(Kind::python, "venv/bin/python", 3), seen(Kind::module, "uvicorn", 3)}},
       {"main.py", {seen(Kind::module, "fastapi", 1, Role::main, Rank::call)}}}};
  CHECK(entries(make_draft(project).checks).empty());
  project.interpreters = {".venv/bin/python"};
  auto draft = make_draft(project);
  CHECK(entries(draft.checks) == "python=.venv/bin/python");
  CHECK(entries(draft.policy) == "module=uvicorn module=fastapi");
  project.is_file = [](const std::string&) { return true; };
  CHECK(entries(make_draft(project).checks) == "python=venv/bin/python");
}

TEST_CASE("init: folders that the server writes to") {
  Project project{{{"main.py",
                    {seen(Kind::writable, "there", 1, Role::main, Rank::call),
                     seen(Kind::writable, "needed", 2, Role::main, Rank::call),
                     seen(Kind::writable, "made", 3, Role::main, Rank::call),
                     seen(Kind::makes, "made", 4, Role::main, Rank::call),
                     seen(Kind::writable, "perhaps", 5, Role::main, Rank::constant)}}}};
  project.is_folder = [](const std::string& path) { return path == "there" || path == "logs"; };
  const auto draft = make_draft(project);
  CHECK(entries(draft.checks) == "writable=there writable=needed writable=logs");
  CHECK(draft.notes.size() == 2);
}

TEST_CASE("init: a wait for a lock needs a check that lasts as long") {
  CHECK(entries(make_draft({{{"a.py", {seen(Kind::db_timeout, "2", 1)}}}}).policy) ==
        "db-timeout=2s");
  CHECK(entries(make_draft({{{"a.py", {seen(Kind::db_timeout, "30000ms", 1)}}}}).policy) ==
        "db-timeout=30s timeout=35s");
}

TEST_CASE("init: the file says why, and is one that can be read") {
  Draft draft;
  draft.checks = {{"port", "8000", "a.sh:1: x\n\x1b[31m */", ""},
                  {"port", "${PORT}", "b.sh:2", "set it"},
                  {"db", "a \"b\"\\c.db", "c", ""},
                  {"port", "8001", "d.sh:4", ""}};
  draft.profiles = {{"running", "about", {{"url", "http://x", "e", ""}}, {}, {"port", "module"}},
                    {"empty", "about", {}, {{"timeout", "3", "f", ""}}, {}}};
  draft.notes = {"a note"};
  const auto text = config_text(draft, knows);
  INFO(text);
  const auto decoded = decode_config_text(text);
  REQUIRE(std::holds_alternative<Node>(decoded));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find(R"(    "port": [
      // a.sh:1: x)") != std::string::npos);
  CHECK(text.find("// \"port\": \"${PORT}\"") != std::string::npos);
  CHECK(text.find("// \"url\": \"http://x\"") != std::string::npos);
  CHECK(text.find(R"("port": null)") != std::string::npos);
  CHECK(text.find(R"("policy": {
        "module": null)") != std::string::npos);
  CHECK(std::holds_alternative<Node>(decode_config_text(config_text({}, knows))));
}

TEST_CASE("init: the lines for each that can start a server") {
  const auto names = gate_names();
  CHECK(names.size() == 9);
  Gate gate;
  gate.program = "C:\\Program Files\\preflight.exe";
  gate.folder = "C:\\my app";
  gate.windows = true;
  gate.profile = "service";
  gate.service = "My Service";
  gate.command = "python -m uvicorn app:app";
  for (const auto name : names) {
    INFO(name);
    CHECK(gate_lines(name, gate).find("preflight") != std::string::npos);
  }
  CHECK(gate_lines("nsm", gate).empty());
  CHECK(
      gate_lines("nssm", gate)
          .find(
              R"(nssm set "My Service" AppEvents Start/Pre "\"C:\Program Files\preflight.exe\" check )"
              R"(--config \"C:\my app\preflight.json\" --profile service --exit-codes nssm")") !=
      std::string::npos);
  gate.nssm = NssmHooks::none;
  CHECK(gate_lines("nssm", gate).find("Start/Pre\nwould never be asked") != std::string::npos);
  CHECK(gate_lines("nssm", gate).find("AppParameters \"run --config") != std::string::npos);
  gate.nssm = NssmHooks::there;
  CHECK(gate_lines("nssm", gate).find("has hooks") != std::string::npos);
  gate.windows = false;
  gate.program = "/opt/a b/preflight";
  gate.folder = "/srv/50%/$x";
  CHECK(gate_lines("systemd", gate)
            .find("WorkingDirectory=/srv/50%%/$x\n    "
                  "ExecStartPre=\"/opt/a b/preflight\" check --config /srv/50%%/$$x/preflight.json "
                  "--profile service\n") != std::string::npos);
}

TEST_CASE("init: which NSSM has hooks") {
  using namespace std::string_view_literals;
  CHECK(nssm_hooks("MZ...A\0p\0p\0E\0v\0e\0n\0t\0s\0\0\0"sv) == NssmHooks::there);
  CHECK(nssm_hooks("MZ...A\0p\0p\0E\0x\0i\0t\0"sv) == NssmHooks::none);
  CHECK(nssm_hooks("") == NssmHooks::none);
}

}  // namespace preflight::init
