// What is said of a Python, for both systems, from facts that a test makes up.
#include "checks/python/distributions.hpp"
#include "checks/python/judge_parts.hpp"
#include "tests/support/catch.hpp"

namespace preflight::python {

namespace {

constexpr int dll_not_found = static_cast<int>(0xC0000135),
              access_violation = static_cast<int>(0xC0000005);

Facts good(bool windows = false) {
  Facts facts;
  facts.windows = windows;
  facts.folder = windows ? R"(C:\Windows\System32)" : "/";
  facts.location.path = windows ? R"(C:\Program Files\Python311\python.exe)" : "/usr/bin/python3";
  facts.location.presence = Presence::found;
  facts.run.exit_code = 0;
  auto& answer = facts.run.answer;
  answer.begun = answer.done = true;
  answer.version = "3.11.2";
  answer.executable = facts.location.path;
  answer.prefix = answer.base_prefix = windows ? R"(C:\Program Files\Python311)" : "/usr";
  return facts;
}

Module& add_module(Facts& facts, std::string name) {
  auto& module = facts.modules.emplace_back();
  module.name = std::move(name);
  module.begun = true;
  module.run = facts.run;
  return module;
}

Raised& add_raised(Module& module, std::vector<std::string> kinds, std::string message) {
  auto& raised = module.run.answer.raised.emplace_back();
  raised.type = kinds.front();
  raised.kinds = std::move(kinds);
  raised.message = std::move(message);
  return raised;
}

Facts missing(std::string name, bool windows = false) {
  auto facts = good(windows);
  auto& raised = add_raised(add_module(facts, name), {"ModuleNotFoundError", "ImportError"},
                            "No module named '" + name + "'");
  raised.name = std::move(name);
  return facts;
}

Query query_of(const Facts& facts) { return {facts.location.path, {}}; }

Finding only(const Facts& facts) {
  const auto findings = judge(query_of(facts), facts);
  REQUIRE(findings.size() == 1);
  return findings.front();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Facts not_started(bool windows, std::string errors, int exit_code) {
  auto facts = good(windows);
  facts.run = {};
  facts.run.exit_code = exit_code;
  facts.run.errors = std::move(errors);
  return facts;
}

}  // namespace

TEST_CASE("a Python that imports all is not talked about") {
  auto facts = good();
  add_module(facts, "json");
  CHECK(judge(query_of(facts), facts).empty());
}

TEST_CASE("a missing module has the command that installs it") {
  const auto one = only(missing("yaml", true));
  CHECK(one.code == "python.module-missing");
  CHECK(one.severity == Severity::blocker);
  REQUIRE_FALSE(one.remedies.empty());
  CHECK(one.remedies[0].command ==
        R"("C:\Program Files\Python311\python.exe" -m pip install PyYAML)");
  CHECK(only(missing("requests")).remedies[0].command ==
        "/usr/bin/python3 -m pip install requests");
  CHECK(has(*only(missing("tkinter")).remedies[0].command, "apt-get install python3-tk"));
  CHECK(has(*only(missing("distutils")).cause, "no part of Python 3.11.2 any more"));
}

TEST_CASE("a Python that the distribution manages is not told to use pip") {
  auto facts = missing("cv2");
  facts.run.answer.managed = true;
  const auto one = only(facts);
  CHECK(has(*one.remedies[0].command, "-m venv /opt/APP/venv && "));
  CHECK(has(*one.remedies[0].command, "install opencv-python"));
}

TEST_CASE("a dependency that is missing is told from the module that was asked for") {
  auto facts = missing("yaml");
  facts.modules[0].name = "app.main";
  facts.modules[0].run.answer.raised[0].file = "/srv/app/main.py";
  facts.modules[0].run.answer.raised[0].line = 3;
  const auto one = only(facts);
  CHECK(has(one.message, "has no module yaml, which app.main needs"));
  CHECK(one.cause == "asked for by /srv/app/main.py, line 3");
}

TEST_CASE("a module that only the user has is told as such") {
  auto facts = missing("yaml");
  auto& user = facts.modules[0].as_user;
  user.found = "/root/.local/lib/python3.11/site-packages/yaml/__init__.py";
  SECTION("in the user's site-packages") {
    user.user_site = "/root/.local/lib/python3.11/site-packages";
    const auto one = only(facts);
    CHECK(one.code == "python.user-only-module");
    CHECK(has(one.message, "site-packages of this user"));
  }
  SECTION("by PYTHONPATH") {
    user.path = {"/usr/lib/python3", "/root/.local/lib/python3.11/site-packages"};
    const auto one = only(facts);
    CHECK(has(one.message, "PYTHONPATH"));
    CHECK(has(*one.remedies[0].command, "PYTHONPATH=/root/.local"));
  }
}

TEST_CASE("a ._pth file that hides packages is named") {
  auto facts = missing("yaml", true);
  facts.location.path_file = R"(C:\py\python311._pth)";
  CHECK(has(*only(facts).cause, "keeps this Python from looking into site-packages"));
  facts.modules[0].hidden = true;
  CHECK(only(facts).code == "python.pth-hides-packages");
}

TEST_CASE("of an extension that fails the missing library is named") {
  auto facts = good(true);
  auto& module = add_module(facts, "fast");
  auto& raised = add_raised(module, {"ImportError"}, "DLL load failed while importing fast");
  raised.path = R"(C:\py\fast.pyd)";
  raised.load_error = 126;
  CHECK(only(facts).code == "python.module-dll-failed");
  Finding found;
  found.code = "imports.missing-library";
  found.severity = Severity::blocker;
  found.message = "zlib1.dll is missing, needed by fast.pyd";
  found.remedies.push_back({"copy it", std::nullopt, Needs::user});
  module.library = {raised.path, {found}};
  const auto one = only(facts);
  CHECK(one.message == "fast cannot be imported: zlib1.dll is missing, needed by fast.pyd");
  CHECK(one.remedies[0].text == "copy it");
  SECTION("unless a policy forbids it") {
    for (const int error : {577, 1260, 4551}) {
      module.run.answer.raised[0].load_error = error;
      const auto forbidden = only(facts);
      CHECK(forbidden.code == "imports.blocked-by-policy");
      CHECK(forbidden.hard);
    }
  }
}

TEST_CASE("a module that raises, hangs or crashes is told as such") {
  auto facts = good();
  auto& module = add_module(facts, "app");
  SECTION("raises") {
    auto& raised = add_raised(module, {"KeyError", "Exception"}, "'HOME'");
    raised.file = "/srv/app.py";
    raised.line = 2;
    const auto one = only(facts);
    CHECK(one.code == "python.module-raises");
    CHECK(one.message == "app raises KeyError when it is imported: 'HOME'");
    CHECK(has(*one.cause, "at /srv/app.py, line 2; a service has no variables"));
  }
  SECTION("hangs") {
    module.run = {};
    module.run.timed_out = true;
    CHECK(only(facts).code == "python.module-hangs");
    CHECK(only(facts).severity == Severity::error);
  }
  SECTION("had no turn") {
    module.begun = false;
    CHECK(only(facts).severity == Severity::error);
  }
  SECTION("a signal") {
    module.run = {};
    module.run.signal = 11;
    CHECK(only(facts).code == "python.module-crashes");
    CHECK(has(only(facts).message, "SIGSEGV"));
  }
  SECTION("an NTSTATUS") {
    facts.windows = true;
    module.run = {};
    module.run.exit_code = access_violation;
    CHECK(has(only(facts).message, "STATUS_ACCESS_VIOLATION (0xC0000005)"));
  }
  SECTION("an exit") {
    module.run = {};
    module.run.exit_code = 3;
    CHECK(has(only(facts).message, "exit code 3"));
  }
}

TEST_CASE("a Python of one user is a warning") {
  const auto judged = [](const std::string& path, bool windows) {
    auto facts = good(windows);
    facts.location.path = path;
    return judge(query_of(facts), facts);
  };
  const auto windows =
      judged(R"(C:\Users\me\AppData\Local\Programs\Python\Python311\python.exe)", true);
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].code == "python.per-user-install");
  CHECK(windows[0].severity == Severity::warning);
  CHECK(has(*windows[0].remedies[0].command, "InstallAllUsers=1"));
  CHECK(judged("/home/me/.pyenv/shims/python", false).size() == 1);
  CHECK(judged("/root/.pyenv/versions/3.11.7/bin/python3", false).size() == 1);
  CHECK(judged("/opt/home/me/python", false).empty());
  CHECK(judged(R"(C:\Users\Public\python.exe)", true).empty());
}

TEST_CASE("a virtual environment is its base Python's user's") {
  auto facts = good();
  facts.location.path = "/srv/venv/bin/python";
  facts.run.answer.base_prefix = "/home/me/.pyenv/versions/3.11.7";
  CHECK(only(facts).code == "python.per-user-install");
}

TEST_CASE("a Python that is not there or is none is told as such") {
  Facts facts = not_started(false, "", 0);
  SECTION("missing") {
    facts.location.presence = Presence::missing;
    CHECK(only(facts).code == "python.not-found");
  }
  SECTION("a name that only the user finds") {
    facts.location.presence = Presence::missing;
    facts.location.user_path = "/root/.pyenv/shims/python3.12";
    const auto one = judge({"python3.12", {}}, facts).front();
    CHECK(one.remedies[0].command == "--python /root/.pyenv/shims/python3.12");
  }
  SECTION("the stub of the Microsoft Store") {
    facts.location.presence = Presence::store_alias;
    CHECK(only(facts).code == "python.store-alias");
  }
  SECTION("a link to nothing in a virtual environment") {
    facts.location.presence = Presence::dangling;
    facts.location.venv_file = "/srv/venv/pyvenv.cfg";
    facts.location.venv.home = "/usr/lib/python3.9/bin";
    const auto one = only(facts);
    CHECK(one.code == "python.venv-broken");
    CHECK(one.remedies[0].command == "python3 -m venv --clear /srv/venv");
  }
  SECTION("may not be executed") {
    facts.location.presence = Presence::denied;
    facts.location.error = {13};
    CHECK(only(facts).code == "python.does-not-start");
    CHECK(only(facts).hard);
  }
  SECTION("another program") {
    CHECK(only(facts).code == "python.not-python");
    facts.run.exit_code = 2;
    facts.run.errors = "cat: invalid option -- 'c'\n";
    CHECK(has(*only(facts).cause, "exit code 2: cat: invalid option"));
  }
}

TEST_CASE("a Python that does not start says why") {
  const auto encodings =
      only(not_started(false,
                       "Fatal Python error: init_fs_encoding\nModuleNotFoundError: No module "
                       "named 'encodings'\n",
                       1));
  CHECK(encodings.code == "python.does-not-start");
  CHECK(has(encodings.remedies[0].text, "PYTHONHOME"));
  const auto library = only(not_started(true, "", dll_not_found));
  CHECK(library.code == "python.does-not-start");
  CHECK(has(library.message, "STATUS_DLL_NOT_FOUND"));
  auto venv = not_started(true, "No Python at 'C:\\Python39\\python.exe'\n", 103);
  venv.location.venv_file = R"(C:\venv\pyvenv.cfg)";
  CHECK(only(venv).code == "python.venv-broken");
  auto slow = not_started(false, "", 0);
  slow.run.timed_out = true;
  CHECK(only(slow).severity == Severity::error);
}

TEST_CASE("what could not be ended is told") {
  auto facts = good();
  facts.run.left_behind = true;
  CHECK(only(facts).code == "check.left-behind");
}

TEST_CASE("a name of a module is no code") {
  for (const auto* name : {"a", "_x1", "google.cloud.storage", "na\xc3\xafve"})
    CHECK(is_module_name(name));
  for (const auto* name :
       {"", ".", "a.", ".a", "a..b", "1a", "a-b", "a b", "a;b", "import x", "a'", "os;x", "a/b"})
    CHECK_FALSE(is_module_name(name));
}

TEST_CASE("the words of --python and --module are held to their form") {
  const auto parsed = [](const std::string& target, const std::string& module) {
    return parse({target, {{"--module", module}, {"--module", module}}, false});
  };
  CHECK(std::get<Query>(parsed("python3", "a.b")).modules == std::vector<std::string>{"a.b"});
  CHECK(has(std::get<UsageError>(parsed("python3", "a-b")).message, "--module: 'a-b'"));
  CHECK(std::holds_alternative<UsageError>(parsed("", "a")));
}

TEST_CASE("the package of a module is known where it has another name") {
  CHECK(distribution_of("PIL.Image").name == "Pillow");
  CHECK(distribution_of("win32api").name == "pywin32");
  CHECK(distribution_of("dotenv").name == "python-dotenv");
  CHECK_FALSE(distribution_of("numpy").is_known);
}

}  // namespace preflight::python
