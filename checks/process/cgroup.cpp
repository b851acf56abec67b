#include "checks/process/cgroup.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "checks/base/text.hpp"

namespace preflight {

namespace {

constexpr std::size_t id_digits = 64;
constexpr std::size_t shown_digits = 12;

bool is_container_id(std::string_view text) {
  return text.size() == id_digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// Who names a control group so: "docker-<id>.scope", "/docker/<id>", "/kubepods/.../<id>".
std::string_view runtime_of(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> known{{
      {"docker", "docker"},
      {"libpod", "podman"},
      {"libpod-conmon", "podman"},
      {"libpod-payload", "podman"},
      {"libpod_parent", "podman"},
      {"crio", "cri-o"},
      {"crio-conmon", "cri-o"},
      {"cri-containerd", "containerd"},
      {"nerdctl", "containerd"},
      {"containerd", "containerd"},
      {"kubepods", "kubernetes"},
  }};
  for (const auto& [name, runtime] : known)
    if (word == name) return runtime;
  return {};
}

// Containers that run a system of their own have names: "/lxc.payload.<name>", "/lxc/<name>",
// "systemd-nspawn@<name>.service/payload". The units below are none of this machine.
std::string_view named_container(std::string_view outer, std::string_view element,
                                 std::string_view& runtime) {
  constexpr std::string_view payload = "lxc.payload.";
  constexpr std::string_view nspawn = "systemd-nspawn@";
  constexpr std::string_view service = ".service";
  runtime = "lxc";
  if (element.starts_with(payload)) return element.substr(payload.size());
  if (outer == "lxc") return element;
  runtime = "systemd-nspawn";
  if (element != "payload" || !outer.starts_with(nspawn) || !outer.ends_with(service)) return {};
  return outer.substr(nspawn.size(), outer.size() - nspawn.size() - service.size());
}

// "docker-<id>.scope", "/docker/<id>".
std::string_view id_of_container(std::string_view outer, std::string_view element,
                                 std::string_view& runtime) {
  if (element.ends_with(".scope")) element.remove_suffix(6);
  std::string_view id = element;
  std::string_view prefix = outer;
  if (const auto dash = element.rfind('-'); dash != std::string_view::npos) {
    prefix = element.substr(0, dash);
    id = element.substr(dash + 1);
  }
  if (!is_container_id(id)) return {};
  runtime = runtime_of(prefix);
  return id.substr(0, shown_digits);
}

// The outermost: who asks from this machine can stop no other.
void find_container(const std::vector<std::string_view>& elements, CgroupOrigin& origin) {
  bool kubernetes = false;
  std::string_view outer;
  for (const auto element : elements) {
    kubernetes = kubernetes || element.starts_with("kubepods");
    std::string_view runtime;
    auto container = named_container(outer, element, runtime);
    if (container.empty()) container = id_of_container(outer, element, runtime = {});
    if (!container.empty()) {
      origin.container = std::string(container);
      origin.runtime = runtime.empty() && kubernetes ? "kubernetes" : runtime;
      return;
    }
    outer = element.ends_with(".scope") ? element.substr(0, element.size() - 6) : element;
  }
}

void find_unit(const std::vector<std::string_view>& elements, CgroupOrigin& origin) {
  for (const auto element : elements) {
    if (element.ends_with(".service") || element.ends_with(".scope")) {
      // What is below the user's manager is a unit of that manager.
      origin.user_unit = origin.user_unit || (origin.unit && origin.unit->starts_with("user@"));
      origin.unit = std::string(element);
    }
  }
}

}  // namespace

CgroupOrigin parse_cgroup(std::string_view text) {
  CgroupOrigin origin;
  for (const auto line : split(text, '\n')) {
    // "id:controllers:path"; the path may hold colons.
    const auto first = line.find(':');
    if (first == std::string_view::npos) continue;
    const auto second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const auto elements = split(line.substr(second + 1), '/');
    if (!origin.container) find_container(elements, origin);
    const bool systemd = controllers.empty() || controllers == "name=systemd";
    if (systemd && !origin.unit) find_unit(elements, origin);
  }
  return origin;
}

}  // namespace preflight
