#include "checks/process/cgroup.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

const std::string id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string other_id = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

}  // namespace

TEST_CASE("units of systemd") {
  struct Row {
    std::string text;
    std::optional<std::string> unit;
    bool user_unit;
    bool service;
  };
  const std::vector<Row> rows{
      {"0::/system.slice/app.service\n", "app.service", false, true},
      {"0::/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", false, true},
      {"0::/system.slice/my\\x2dapp.service/worker", "my\\x2dapp.service", false, true},
      {"0::/user.slice/user-1000.slice/session-3.scope", "session-3.scope", false, false},
      {"0::/user.slice/user-1000.slice/user@1000.service/app.slice/dev.service", "dev.service",
       true, true},
      {"0::/user.slice/user-1000.slice/user@1000.service/init.scope", "init.scope", true, false},
      {"0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-a.scope", "app-a.scope",
       true, false},
      {"0::/init.scope", "init.scope", false, false},
      {"0::/", std::nullopt, false, false},
      {"", std::nullopt, false, false},
      // Version 1: the names of systemd's own hierarchy count, those of controllers do not.
      {"12:cpu,cpuacct:/system.slice/wrong.service\n1:name=systemd:/system.slice/app.service\n"
       "0::/system.slice/app.service\n",
       "app.service", false, true},
      {"12:cpu,cpuacct:/system.slice/wrong.service\n", std::nullopt, false, false},
      {"0::/system.slice/a:b.service", "a:b.service", false, true},
      {"0::/system.slice/app.service.d", std::nullopt, false, false},
      {"no colon\n0:one colon\n", std::nullopt, false, false},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const auto origin = parse_cgroup(row.text);
    CHECK(origin.unit == row.unit);
    CHECK(origin.user_unit == row.user_unit);
    CHECK(origin.is_service() == row.service);
    CHECK_FALSE(origin.container);
  }
}

TEST_CASE("containers") {
  struct Row {
    std::string path;
    const char* container;
    const char* runtime;
  };
  const std::vector<Row> rows{
      {"/system.slice/docker-" + id + ".scope", "0123456789ab", "docker"},
      {"/docker/" + id, "0123456789ab", "docker"},
      {"/docker/" + id + "/init.scope", "0123456789ab", "docker"},
      {"/machine.slice/libpod-" + id + ".scope", "0123456789ab", "podman"},
      {"/machine.slice/libpod-" + id + ".scope/container", "0123456789ab", "podman"},
      {"/machine.slice/libpod-conmon-" + id + ".scope", "0123456789ab", "podman"},
      {"/system.slice/web.service/libpod-payload-" + id, "0123456789ab", "podman"},
      {"/libpod_parent/libpod-" + id, "0123456789ab", "podman"},
      {"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-" +
           id + ".scope",
       "0123456789ab", "containerd"},
      {"/kubepods.slice/kubepods-pod1.slice/crio-" + id + ".scope", "0123456789ab", "cri-o"},
      {"/kubepods.slice/kubepods-pod1.slice/crio-conmon-" + id + ".scope", "0123456789ab", "cri-o"},
      {"/kubepods/besteffort/pod11-22/" + id, "0123456789ab", "kubernetes"},
      {"/system.slice/nerdctl-" + id + ".scope", "0123456789ab", "containerd"},
      {"/actions_job/" + id, "0123456789ab", ""},
      {"/lxc.payload.web", "web", "lxc"},
      {"/lxc.payload.web-1/system.slice/nginx.service", "web-1", "lxc"},
      {"/lxc/web/system.slice/nginx.service", "web", "lxc"},
      {"/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service", "web",
       "systemd-nspawn"},
  };
  for (const auto& row : rows) {
    INFO(row.path);
    for (const std::string start : {"0::", "4:memory:", "1:name=systemd:"}) {
      const auto origin = parse_cgroup(start + row.path + "\n");
      REQUIRE(origin.container);
      CHECK(*origin.container == row.container);
      CHECK(origin.runtime == row.runtime);
    }
  }
}

TEST_CASE("of a container in a container the outer one is told: the machine knows no other") {
  for (const auto& inner :
       {"/docker/" + other_id, "/kubelet.slice/cri-containerd-" + other_id + ".scope"}) {
    const auto origin = parse_cgroup("0::/docker/" + id + inner);
    CHECK(origin.container == id.substr(0, 12));
    CHECK(origin.runtime == "docker");
  }
}

TEST_CASE("what only looks like a container is none") {
  for (const auto& path :
       {"/docker/" + id.substr(1), "/docker/" + id + "0", "/docker/G" + id.substr(1),
        std::string("/docker"), std::string("/system.slice/docker-.scope"), std::string("/lxc"),
        std::string("/lxc.payload."), std::string("/lxc.monitor.web"), std::string("/lxc/"),
        std::string("/machine.slice/systemd-nspawn@web.service/supervisor")}) {
    INFO(path);
    CHECK_FALSE(parse_cgroup("0::" + path).container);
  }
}

TEST_CASE("a control group that is cut off names no other container") {
  const std::string text = "4:cpu:/docker/" + id + "\n0::/system.slice/docker-" + id + ".scope\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto origin = parse_cgroup(std::string_view(text).substr(0, size));
    if (origin.container) CHECK(*origin.container == "0123456789ab");
  }
}

}  // namespace preflight
