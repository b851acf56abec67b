#include "checks/process/origin.hpp"

#include "checks/process/passwd.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("what a program is to those it starts, by its name") {
  for (const auto* name : {"bash", "-bash", "sh", "zsh", "cmd.exe", "CMD.EXE", "pwsh", "fish"})
    CHECK(starter_kind(name) == Starter::shell);
  for (const auto* name : {"npm", "npm run dev", "py.exe", "uv", "sudo", "tini", "yarn dev"})
    CHECK(starter_kind(name) == Starter::launcher);
  for (const auto* name : {"nodemon", "supervisord", "pm2", "PM2 v5.3.0: God Daemon", "nssm.exe"})
    CHECK(starter_kind(name) == Starter::supervisor);
  for (const auto* name : {"", "-", ".exe", "python3", "bashful", "xbash", "npmx", "node", "\xff"})
    CHECK(starter_kind(name) == Starter::none);
}

TEST_CASE("how a process came to run: what is surest comes first") {
  OriginFacts facts;
  CHECK_FALSE(started_by(facts));
  facts.parent = ParentProcess{900, "python3"};
  CHECK_FALSE(started_by(facts));
  facts.venv_launcher = true;
  CHECK(started_by(facts) == "venv launcher python3 (900)");
  facts.venv_launcher = false;
  facts.parent = ParentProcess{900, "-bash"};
  CHECK(started_by(facts) == "shell -bash (900)");
  facts.parent = ParentProcess{900, "npm start"};
  CHECK(started_by(facts) == "launcher npm start (900)");
  facts.parent = ParentProcess{900, "nodemon"};
  CHECK(started_by(facts) == "supervisor nodemon (900)");
  facts.orphan = "re-parented to pid 1";
  CHECK(started_by(facts) == "orphan: its parent is gone (re-parented to pid 1)");
  facts.service = "systemd unit app.service";
  CHECK(started_by(facts) == "systemd unit app.service");
  facts.container = "0123456789ab";
  CHECK(started_by(facts) == "container 0123456789ab");
  facts.container_runtime = "podman";
  CHECK(started_by(facts) == "podman container 0123456789ab");
}

TEST_CASE("a unit that starts programs for others is not what they belong to") {
  CHECK(started_for_others("cron.service", "python3"));
  CHECK(started_for_others("crond.service", "sh"));
  CHECK(started_for_others("ssh.service", "bash"));
  CHECK(started_for_others("sshd@7-10.0.0.1:22-10.0.0.2:4000.service", "bash"));
  CHECK(started_for_others("atd.service", "python3"));
  CHECK(started_for_others("user@1000.service", "python3"));
  CHECK_FALSE(started_for_others("cron.service", "cron"));
  CHECK_FALSE(started_for_others("ssh.service", "sshd"));
  CHECK_FALSE(started_for_others("ssh.service", "sshd-session"));
  CHECK_FALSE(started_for_others("user@1000.service", "systemd"));
  for (const auto* unit : {"", "app.service", "cron.service.d", "cronjobs.service", "user", "user@",
                           "users@1.service", "ssh", "cron-app.service"})
    CHECK_FALSE(started_for_others(unit, "python3"));
}

TEST_CASE("names of users") {
  const std::string passwd =
      "root:x:0:0:root:/root:/bin/bash\n# comment\n\n:x:7:7::/:\nbroken:x\n+::::::\n"
      "alice:x:1000:1000:Alice,,,:/home/alice:/bin/sh\nalso-alice:x:1000:1000::/:/bin/sh\n"
      "odd:x:-1:0::/:\nlast:x:4294967294:0";
  CHECK(user_name(passwd, 0) == "root");
  CHECK(user_name(passwd, 1000) == "alice");
  CHECK(user_name(passwd, 4'294'967'294) == "last");
  CHECK(user_name(passwd, 7) == "7");
  CHECK(user_name(passwd, 65'534) == "65534");
  CHECK(user_name("", 0) == "0");
  for (std::size_t size = 0; size < passwd.size(); ++size) {
    const auto name = user_name(std::string_view(passwd).substr(0, size), 1000);
    CHECK((name == "1000" || name == "alice"));
  }
}

}  // namespace preflight
