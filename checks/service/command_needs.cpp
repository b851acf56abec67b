#include "checks/service/command_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

using Text = std::string_view;

constexpr std::array<Text, 3> port_options{"--port", "--http-port", "--listen-port"};
constexpr std::array<Text, 5> address_options{"--bind", "--listen", "--listen-address",
                                              "--web.listen-address", "--addr"};
constexpr std::array<Text, 4> host_options{"--host", "--hostname", "--address", "--bind-address"};
constexpr std::array<Text, 3> endings{".db", ".sqlite", ".sqlite3"};
constexpr std::uint64_t last_port = 65535;

bool is_one_of(Text word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_port(Text text) {
  const auto port = parse_unsigned(text);
  return port && *port > 0 && *port <= last_port;
}

bool is_address(Text text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:[]") == Text::npos;
}

/// "8000", ":8000", "127.0.0.1:8000", "[::1]:8000".
void add_address(Text text, CommandNeeds& needs) {
  const auto colon = text.rfind(':');
  const auto host = text.substr(0, colon == Text::npos ? 0 : colon);
  const auto port = text.substr(colon == Text::npos ? 0 : colon + 1);
  if (!is_port(port) || (!host.empty() && !is_address(host))) return;
  needs.ports.push_back(host.empty() ? std::string(port) : std::string(text));
}

void add_database(Text text, CommandNeeds& needs) {
  constexpr Text scheme = "sqlite:///";
  if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  text = text.substr(0, text.find('?'));
  const bool named = std::any_of(endings.begin(), endings.end(), [&](Text ending) {
    return text.size() > ending.size() && text.ends_with(ending);
  });
  if (named && text.find("://") == Text::npos) needs.databases.emplace_back(text);
}

/// On either system.
bool is_absolute(Text path) {
  return path.starts_with('/') || path.starts_with('\\') || path.find(":\\") == 1 ||
         path.find(":/") == 1;
}

void add_findings(Text id, const std::string& target, Deadline deadline, Findings& findings) {
  for (const auto& check : all_checks()) {
    if (check.id != id) continue;
    const auto prepared = check.prepare({target, {}, false});
    const auto* job = std::get_if<Job>(&prepared);
    if (job == nullptr) return;
    for (auto& finding : job->run(deadline).findings) {
      if (finding.severity == Severity::info) continue;
      finding.message = fmt::format("its command line names {}: {}", target, finding.message);
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace

CommandNeeds needs_of(std::span<const std::string> words) {
  CommandNeeds needs;
  std::string host, port;
  Text option;
  for (const Text word : words) {
    const auto equals = word.find('=');
    const bool joined = word.starts_with("--") && equals != Text::npos;
    const auto name = joined ? word.substr(0, equals) : option;
    const auto value = joined ? word.substr(equals + 1) : word;
    if (is_one_of(name, port_options) && is_port(value)) port = value;
    if (is_one_of(name, host_options) && is_address(value)) host = value;
    if (is_one_of(name, address_options)) add_address(value, needs);
    add_database(value, needs);
    option = word;
  }
  if (port.empty()) return needs;
  const bool bare_v6 = host.find(':') != std::string::npos && !host.starts_with('[');
  needs.ports.push_back(host.empty() ? port
                        : bare_v6    ? fmt::format("[{}]:{}", host, port)
                                     : fmt::format("{}:{}", host, port));
  return needs;
}

void look_at_needs_of(std::span<const std::string> words, const std::string& folder,
                      Deadline deadline, Findings& findings) {
  const auto needs = needs_of(words);
  for (const auto& port : needs.ports) add_findings("port", port, deadline, findings);
  for (const auto& database : needs.databases)
    add_findings("database", is_absolute(database) ? database : folder + "/" + database, deadline,
                 findings);
}

}  // namespace preflight::service
