// Who holds a port in another's name: http.sys, netsh portproxy, docker-proxy, WSL's relay.
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/port/judge.hpp"

namespace preflight::port {

namespace {

bool all_named(const Conflict& conflict, std::initializer_list<std::string_view> known) {
  return !conflict.owners.empty() &&
         std::all_of(conflict.owners.begin(), conflict.owners.end(), [&](const Identified& owner) {
           return std::find(known.begin(), known.end(), owner.process.name) != known.end();
         });
}

const PortProxy* proxy_on(const Facts& facts, std::uint16_t port) {
  const auto suffix = fmt::format("/{}", port);
  for (const auto& proxy : facts.proxies)
    if (proxy.listen.ends_with(suffix)) return &proxy;
  return nullptr;
}

// Ports that Windows' own drivers listen on; everything else of pid 4 is http.sys.
std::string_view driver_on(std::uint16_t port) {
  if (port == 445) return "the file server of Windows (LanmanServer)";
  if (port == 139) return "NetBIOS over TCP/IP";
  return "the HTTP driver of Windows (http.sys)";
}

void add_proxy(const PortProxy& proxy, std::uint16_t port, bool elevated, Finding& finding) {
  finding.code = "port.forwarded";
  finding.hard = !elevated;
  finding.message =
      fmt::format("Windows forwards port {} to {} (netsh portproxy)", port, proxy.connect);
  const auto address = proxy.listen.substr(0, proxy.listen.find('/'));
  finding.remedies = {{"take the forwarding away",
                       fmt::format("netsh interface portproxy delete v4tov4 listenport={} "
                                   "listenaddress={}",
                                   port, address),
                       Needs::admin}};
}

// docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 ...
std::string word_after(std::string_view line, std::string_view option) {
  const auto words = split(line, ' ');
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == option) return std::string(words[i + 1]);
  return {};
}

void add_forwarder(const Query& query, const Conflict& conflict, Finding& finding) {
  finding.code = "port.forwarded";
  const auto& owner = conflict.owners.front().process;
  finding.message = fmt::format("{} forwards port {} into a container or WSL",
                                names_of(conflict.owners), query.port);
  const auto ip = word_after(owner.command_line.value_or(""), "-container-ip");
  if (ip.empty()) return;
  finding.cause = fmt::format("the container at {}, port {}, has it published", ip,
                              word_after(*owner.command_line, "-container-port"));
}

}  // namespace

Finding held_by_system(const Query& query) {
  Finding finding;
  finding.code = "port.held-by-system";
  finding.severity = Severity::blocker;
  finding.hard = true;
  finding.message =
      fmt::format("Windows itself listens on port {}: {}", query.port, driver_on(query.port));
  if (query.port == 445 || query.port == 139) {
    finding.remedies.push_back({"choose another port: this one belongs to Windows file sharing",
                                std::nullopt, Needs::user});
    return finding;
  }
  finding.cause =
      "a service lets http.sys listen for it: IIS (W3SVC), WinRM, SQL Server Reporting Services, "
      "Web Deploy or BranchCache";
  finding.remedies.push_back({"see which service's request queue it is, and stop that service",
                              "netsh http show servicestate view=requestq", Needs::admin});
  return finding;
}

void judge_forwarded(const Query& query, const Facts& facts, const Conflict& conflict,
                     Finding& finding) {
  if (const auto* proxy = proxy_on(facts, query.port))
    add_proxy(*proxy, query.port, facts.elevated, finding);
  else if (all_named(conflict, {"docker-proxy", "rootlessport", "rootlesskit", "wslrelay.exe",
                                "wslhost.exe", "com.docker.backend.exe"}))
    add_forwarder(query, conflict, finding);
}

}  // namespace preflight::port
