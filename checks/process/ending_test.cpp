// What is said to end a process, for both systems on each. States that no test can bring about on
// demand (stuck in the kernel, pid 4, Docker's and WSL's stand-ins) are proved by these tables.
#include "checks/process/ending.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

Identified process(std::uint32_t pid, const std::string& name, Reach reach = Reach::ours) {
  Identified one;
  one.process.pid = pid;
  one.process.name = name;
  one.process.state = ProcessState::running;
  one.reach = reach;
  return one;
}

Identified in_state(Identified one, ProcessState state) {
  one.process.state = state;
  return one;
}

Identified child_of(Identified one, std::vector<ParentProcess> parents) {
  one.process.parents = std::move(parents);
  return one;
}

Identified of_service(Identified one, const std::string& service) {
  one.process.service = service;
  return one;
}

Identified of_container(Identified one, const std::string& runtime) {
  one.process.container = "0123456789ab";
  one.container_runtime = runtime;
  return one;
}

Identified by_admin(Identified one) {
  one.we_are_elevated = true;
  return one;
}

Ending on_linux(const std::vector<Identified>& all) { return how_to_end(all, linux_words()); }
Ending on_windows(const std::vector<Identified>& all) { return how_to_end(all, windows_words()); }

std::string commands(const Ending& ending) {
  std::string all;
  for (const auto& remedy : ending.remedies)
    all += (all.empty() ? "" : " | ") + remedy.command.value_or("-");
  return all;
}

std::string texts(const Ending& ending) {
  std::string all;
  for (const auto& remedy : ending.remedies) all += remedy.text + "\n";
  return all;
}

bool for_a_person_only(const Ending& ending) {
  for (const auto& remedy : ending.remedies)
    if (remedy.needs != Needs::person || remedy.command) return false;
  return ending.hard && !ending.remedies.empty();
}

const auto zombie = ProcessState::zombie;
const auto stopped = ProcessState::stopped;
const auto stuck = ProcessState::uninterruptible;

}  // namespace

TEST_CASE("an ordinary process is ended by its pid") {
  const auto one = process(4242, "python3");
  CHECK(commands(on_linux({one})) == "kill 4242");
  CHECK(commands(on_windows({one})) == "taskkill /F /T /PID 4242");
  CHECK_FALSE(on_linux({one}).hard);
  CHECK(on_linux({one}).remedies.at(0).needs == Needs::user);
  CHECK(on_linux({}).remedies.empty());
  CHECK_FALSE(on_linux({}).hard);
}

TEST_CASE("the start of a process is told: its pid may be another's by the time of typing") {
  auto one = process(7, "python3");
  one.process.started_at = Timestamp(std::chrono::milliseconds(1'700'000'000'500));
  CHECK_THAT(texts(on_linux({one})), Catch::Contains("started 2023-11-14 22:13:20 UTC"));
}

TEST_CASE("another user's process is for an administrator") {
  const auto one = process(4242, "python3", Reach::foreign);
  const auto linux_ending = on_linux({one});
  CHECK(commands(linux_ending) == "sudo kill 4242");
  CHECK(linux_ending.hard);
  CHECK(linux_ending.remedies.at(0).needs == Needs::admin);
  const auto windows_ending = on_windows({one});
  CHECK(windows_ending.hard);
  CHECK(windows_ending.remedies.at(0).needs == Needs::admin);
  CHECK_THAT(texts(windows_ending), Catch::Contains("elevated prompt"));
}

TEST_CASE("a process that has ended is its parent's to collect") {
  const auto child = in_state(child_of(process(50, "app"), {{49, "npm"}, {1, "init"}}), zombie);
  for (const auto& ending : {on_linux({child}), on_linux({by_admin(child)})}) {
    CHECK(for_a_person_only(ending));
    CHECK_THAT(texts(ending), Catch::Contains("npm (49)"));
  }
  for (const auto& parents : {std::vector<ParentProcess>{}, {{1, "systemd"}}}) {
    const auto ending = on_linux({child_of(child, parents)});
    CHECK(for_a_person_only(ending));
    CHECK_THAT(texts(ending), Catch::Contains("restart the machine"));
  }
}

TEST_CASE("a process stuck in the kernel is a person's, whoever asks and whatever it belongs to") {
  const auto one = in_state(process(50, "python.exe"), stuck);
  for (const auto& each : {one, by_admin(one), of_service(one, "app"), of_container(one, "docker"),
                           in_state(process(51, "svchost.exe", Reach::foreign), stuck)}) {
    CHECK(for_a_person_only(on_linux({each})));
    CHECK(for_a_person_only(on_windows({each})));
  }
  CHECK_THAT(texts(on_windows({one})), Catch::Contains("restart Windows"));
}

TEST_CASE("a stopped process goes on or is killed, since it takes no gentler signal") {
  const auto one = in_state(process(50, "python3"), stopped);
  CHECK(commands(on_linux({one})) == "kill -CONT 50 | kill -KILL 50");
  CHECK(commands(on_windows({one})) == "taskkill /F /T /PID 50");
  auto foreign = one;
  foreign.reach = Reach::foreign;
  CHECK(commands(on_linux({foreign})) == "sudo kill -CONT 50 | sudo kill -KILL 50");
  CHECK(on_linux({foreign}).hard);
}

TEST_CASE("what holds it for somebody else is never ended itself") {
  struct Row {
    const char* name;
    bool windows;
    const char* commands;
  };
  const std::vector<Row> rows{
      {"docker-proxy", false, "docker ps"},
      {"rootlesskit", false, "docker ps"},
      {"rootlessport", false, "podman ps"},
      {"wineserver", false, "-"},
      {"wineserver64", false, "-"},
      {"com.docker.backend.exe", true, "docker ps"},
      {"wslrelay.exe", true, "wsl --list --running"},
      {"wslhost.exe", true, "wsl --list --running"},
      {"svchost.exe", true, "tasklist /svc /fi \"PID eq 700\""},
  };
  for (const auto& row : rows) {
    for (const auto reach : {Reach::ours, Reach::foreign, Reach::kernel}) {
      INFO(row.name);
      const auto one = process(700, row.name, reach);
      const auto ending = row.windows ? on_windows({one}) : on_linux({one});
      CHECK(commands(ending) == row.commands);
      CHECK_THAT(texts(ending), Catch::Contains("do not end"));
      CHECK(ending.hard == (reach != Reach::ours));
    }
  }
  // Docker's own unit is not what publishes the port.
  const auto proxy = of_service(process(700, "docker-proxy", Reach::foreign), "docker.service");
  CHECK(commands(on_linux({proxy})) == "docker ps");
}

TEST_CASE("the system's own processes are never ended") {
  for (const auto& one : {process(4, "System", Reach::kernel), process(0, "Idle", Reach::kernel),
                          process(88, "Registry", Reach::kernel)}) {
    CHECK(for_a_person_only(on_windows({one})));
    CHECK(for_a_person_only(on_windows({by_admin(one)})));
  }
  CHECK(for_a_person_only(on_linux({process(2, "kthreadd", Reach::kernel)})));
  CHECK(for_a_person_only(on_linux({process(1, "init", Reach::kernel)})));
  const auto systemd = process(1, "systemd", Reach::kernel);
  CHECK(commands(on_linux({systemd})) == "systemctl list-sockets --show-types");
  CHECK(on_linux({systemd}).hard);
  CHECK_FALSE(on_linux({by_admin(systemd)}).hard);
}

TEST_CASE("a service is stopped, not its process") {
  const auto one = of_service(process(700, "python3", Reach::foreign), "app.service");
  CHECK(commands(on_linux({one})) == "sudo systemctl stop app.service");
  CHECK(on_linux({one}).hard);
  CHECK(commands(on_linux({by_admin(one)})) == "systemctl stop app.service");
  CHECK_FALSE(on_linux({by_admin(one)}).hard);
  const auto odd = of_service(process(700, "python3"), "my\\x2dapp $x.service");
  CHECK(commands(on_linux({by_admin(odd)})) == "systemctl stop 'my\\x2dapp $x.service'");

  const auto hosted = of_service(process(700, "svchost.exe", Reach::foreign), "iphlpsvc");
  CHECK(commands(on_windows({hosted})) == "sc stop \"iphlpsvc\"");
  CHECK(on_windows({hosted}).remedies.at(0).needs == Needs::admin);
  const auto several = of_service(process(700, "svchost.exe", Reach::foreign), "Dhcp, EventLog");
  CHECK(commands(on_windows({several})) == "tasklist /svc /fi \"PID eq 700\"");
}

TEST_CASE("our own process of a system's service may be ended by us, and may come again") {
  const auto one = of_service(process(700, "python3"), "app.service");
  const auto ending = on_linux({one});
  CHECK(commands(ending) == "sudo systemctl stop app.service | kill 700");
  CHECK_FALSE(ending.hard);
  CHECK_THAT(texts(ending), Catch::Contains("may start it again"));
}

TEST_CASE("a unit of a user's own systemd is stopped through that") {
  auto one = of_service(process(700, "python3"), "dev.service");
  one.user_unit = true;
  one.process.user = "alice";
  CHECK(commands(on_linux({one})) == "systemctl --user stop dev.service");
  one.reach = Reach::foreign;
  CHECK(commands(on_linux({one})) == "sudo systemctl --user -M alice@ stop dev.service");
  CHECK(commands(on_linux({by_admin(one)})) == "systemctl --user -M alice@ stop dev.service");
}

TEST_CASE("a container is stopped, not the process in it") {
  const auto one = process(700, "python3", Reach::foreign);
  CHECK(commands(on_linux({of_container(one, "docker")})) == "sudo docker stop 0123456789ab");
  CHECK(commands(on_linux({by_admin(of_container(one, "podman"))})) == "podman stop 0123456789ab");
  for (const auto* runtime : {"cri-o", "kubernetes", "containerd"}) {
    const auto ending = on_linux({of_container(one, runtime)});
    CHECK(commands(ending) == "sudo crictl stop 0123456789ab");
    CHECK_THAT(texts(ending), Catch::Contains("a pod starts it again"));
  }
  for (const auto* runtime : {"", "lxc", "systemd-nspawn"})
    CHECK(commands(on_linux({of_container(one, runtime)})) == "-");
  // The unit is one of the container's own systemd.
  const auto inner = of_service(of_container(one, "lxc"), "nginx.service");
  CHECK(commands(on_linux({inner})) == "-");
}

TEST_CASE("of a family that holds it together the topmost is ended") {
  const auto master = child_of(process(10, "gunicorn"), {{9, "bash"}});
  const auto worker = child_of(process(11, "gunicorn"), {{10, "gunicorn"}, {9, "bash"}});
  const auto deep = child_of(process(12, "python3"), {{11, "gunicorn"}, {10, "gunicorn"}});
  const auto ending = on_linux({worker, master, deep});
  CHECK(commands(ending) == "kill 10");
  CHECK_THAT(texts(ending), Catch::Contains("11, 12 should end with it"));
  CHECK_THAT(texts(on_windows({worker, master})), Catch::Contains("11 end with it"));
  CHECK(commands(on_linux({worker, process(20, "other")})) == "kill 11 | kill 20");
}

TEST_CASE("a stopped child does not end with its parent on Linux, and does on Windows") {
  const auto master = process(10, "gunicorn");
  const auto worker = in_state(child_of(process(11, "gunicorn"), {{10, "gunicorn"}}), stopped);
  const auto ending = on_linux({master, worker});
  CHECK(commands(ending) == "kill 10 | kill -CONT 11 | kill -KILL 11");
  CHECK_THAT(ending.remedies.at(0).text, !Catch::Contains("should end with it"));
  CHECK(commands(on_windows({master, worker})) == "taskkill /F /T /PID 10");
}

TEST_CASE("a launcher is passed over for its child, a supervisor is told") {
  const auto dev = child_of(process(20, "node"), {{19, "npm run dev"}});
  CHECK(commands(on_linux({dev})) == "kill 20");
  CHECK_THAT(texts(on_linux({dev})), Catch::Contains("launcher npm run dev (19) holds nothing"));
  auto venv = child_of(process(21, "python.exe"), {{18, "python.exe"}});
  venv.venv_launcher = true;
  CHECK_THAT(texts(on_windows({venv})), Catch::Contains("launcher python.exe (18)"));
  const auto watched = child_of(process(22, "node"), {{17, "nodemon"}});
  CHECK_THAT(texts(on_linux({watched})), Catch::Contains("nodemon (17) may start it again"));
}

TEST_CASE("one remedy for all processes of a service or a container") {
  const auto a = of_service(process(30, "nginx", Reach::foreign), "nginx.service");
  const auto b = of_service(process(31, "nginx", Reach::foreign), "nginx.service");
  CHECK(commands(on_linux({a, b})) == "sudo systemctl stop nginx.service");
  const auto c = of_container(process(32, "nginx", Reach::foreign), "docker");
  const auto d = of_container(process(33, "nginx", Reach::foreign), "docker");
  CHECK(commands(on_linux({c, d})) == "sudo docker stop 0123456789ab");
}

TEST_CASE("one holder out of reach makes it hard, and the others are told all the same") {
  const auto ending =
      on_linux({process(1000, "python3"), process(1001, "python3", Reach::foreign)});
  CHECK(ending.hard);
  CHECK(commands(ending) == "kill 1000 | sudo kill 1001");
}

}  // namespace preflight
