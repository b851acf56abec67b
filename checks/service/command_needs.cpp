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
bool is_absolute_on_either(Text path) {
  return path.starts_with('/') || path.starts_with('\\') || path.find(":\\") == 1 ||
         path.find(":/") == 1;
}

const Check* find_check(Text id) {
  const auto all = all_checks();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Check& check) { return check.id == id; });
  return found == all.end() ? nullptr : &*found;
}

void look(Text id, const std::string& target, bool record, Deadline deadline,
          std::vector<LookedAt>& looked) {
  const auto* check = find_check(id);
  if (check == nullptr) return;
  Request request;
  request.target = target;
  request.record = record;
  const auto prepared = check->prepare(request);
  const auto* job = std::get_if<Job>(&prepared);
  if (job == nullptr) return;
  auto outcome = job->run(deadline);
  looked.push_back(
      {std::string(id), target, std::move(outcome.findings), std::move(outcome.record)});
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

std::vector<LookedAt> look_at_needs_of(std::span<const std::string> words,
                                       const std::string& folder, bool record, Deadline deadline) {
  const auto needs = needs_of(words);
  std::vector<LookedAt> looked;
  for (const auto& port : needs.ports) look("port", port, record, deadline, looked);
  for (const auto& database : needs.databases)
    look("database", is_absolute_on_either(database) ? database : folder + "/" + database, record,
         deadline, looked);
  return looked;
}

std::optional<Findings> judged_again(const LookedAt& need) {
  // Of a service in a service there would be no end.
  if (need.check != "port" && need.check != "database") return std::nullopt;
  const auto* check = find_check(need.check);
  if (check == nullptr || check->replay == nullptr) return std::nullopt;
  const auto prepared = check->replay(need.record);
  const auto* job = std::get_if<Job>(&prepared);
  if (job == nullptr) return std::nullopt;
  return job->run(Deadline::never()).findings;
}

void add_needs(std::span<const LookedAt> needs, Findings& findings) {
  for (const auto& need : needs)
    for (auto finding : need.findings) {
      if (finding.severity == Severity::info) continue;
      finding.message = fmt::format("its command line names {}: {}", need.target, finding.message);
      findings.push_back(std::move(finding));
    }
}

}  // namespace preflight::service
