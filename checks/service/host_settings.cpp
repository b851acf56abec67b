#include "checks/service/host_settings.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

// Without the quotes that PathUnquoteSpaces takes away.
std::string unquoted(std::string text) {
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text;
}

// The text as the host uses it.
std::optional<std::string> path_value(const RegistryKey& key, std::string_view name,
                                      const Environment& environment, HostLook& look) {
  const auto raw = text_value(key, name, look.complaints);
  if (!raw) return std::nullopt;
  if (key.find(name)->type != registry_type::expandable) return unquoted(*raw);
  auto [text, unknown] = expand(*raw, environment);
  for (auto& variable : unknown) look.unknown_variables.push_back(std::move(variable));
  return unquoted(std::move(text));
}

// A log's path hangs on the working folder (nssm registry.cpp, get_parameters).
std::string below(const std::string& folder, const std::string& path) {
  return path.empty() || is_absolute(path) || folder.empty() ? path : folder + "\\" + path;
}

// "NAME=VALUE" put in the place of NAME, with what stands there now known to VALUE.
void put(const std::string& line, Environment& environment) {
  const auto equals = line.find('=', 1);
  if (equals == std::string::npos) return;
  const auto name = line.substr(0, equals);
  auto value = expand(line.substr(equals + 1), environment).text;
  std::erase_if(environment, [&](const auto& one) { return lower(one.first) == lower(name); });
  environment.emplace_back(name, std::move(value));
}

}  // namespace

bool is_absolute(std::string_view path) {
  return path.starts_with('\\') || path.starts_with('/') || (path.size() > 1 && path[1] == ':');
}

Host host_of(std::string_view program, const RegistryKey& parameters, bool python_class) {
  const auto name = lower(base_name(program));
  if (name.starts_with("nssm")) return Host::nssm;
  if (name.starts_with("srvany")) return Host::srvany;
  if (name.starts_with("winsw")) return Host::winsw;
  if (name == "svchost.exe") return Host::svchost;
  if (name.starts_with("pythonservice") || python_class) return Host::pywin32;
  const bool hosted = parameters.find("Application") != nullptr;
  return hosted && parameters.find("AppDirectory") != nullptr ? Host::nssm : Host::none;
}

std::string_view host_name(Host host) {
  constexpr std::string_view names[] = {"", "NSSM", "WinSW", "srvany", "pywin32", "svchost"};
  return names[static_cast<std::size_t>(host)];
}

Environment hosted_environment(Host kind, const RegistryKey& parameters, Environment environment) {
  if (kind != Host::nssm) return environment;
  Complaints told_elsewhere;
  const auto lines = [&](std::string_view name) {
    return list_value(parameters, name, told_elsewhere).value_or(std::vector<std::string>{});
  };
  if (const auto own = lines("AppEnvironment"); !own.empty()) {
    Environment fresh;
    for (const auto& line : own) put(line, fresh);
    environment = std::move(fresh);
  }
  for (const auto& line : lines("AppEnvironmentExtra")) put(line, environment);
  return environment;
}

HostLook read_settings(Host kind, const RegistryKey& parameters, const Environment& environment) {
  HostLook look;
  look.kind = kind;
  look.settings = parameters;
  auto& complaints = look.complaints;
  look.application = path_value(parameters, "Application", environment, look);
  look.parameters = path_value(parameters, "AppParameters", environment, look).value_or("");
  look.directory = path_value(parameters, "AppDirectory", environment, look);
  if (look.directory && look.directory->empty()) look.directory.reset();
  if (kind != Host::nssm) return look;
  auto folder = look.directory.value_or(std::string(folder_of(look.application.value_or(""))));
  look.stdout_path =
      below(folder, path_value(parameters, "AppStdout", environment, look).value_or(""));
  look.stderr_path =
      below(folder, path_value(parameters, "AppStderr", environment, look).value_or(""));
  look.throttle = number_value(parameters, "AppThrottle", complaints);
  for (const auto* name : {"AppEnvironment", "AppEnvironmentExtra"}) {
    const auto* value = parameters.find(name);
    if (value != nullptr && value->type != registry_type::list)
      list_value({{{value->name, registry_type::binary, {}, false}}}, name, complaints);
  }
  for (const auto* name :
       {"AppStopMethodSkip", "AppStopMethodConsole", "AppStopMethodWindow", "AppStopMethodThreads",
        "AppRotateFiles", "AppRotateBytes", "AppRotateSeconds", "AppRestartDelay", "AppPriority"})
    number_value(parameters, name, complaints);
  return look;
}

}  // namespace preflight::service
