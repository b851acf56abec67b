#include "checks/service/service.hpp"

#include <array>

#include "checks/looking.hpp"
#include "checks/service/facts.hpp"

namespace preflight::service {

namespace {

constexpr std::array<FindingCode, 29> codes{{
    {"service.not-installed", "there is no service of that name"},
    {"service.marked-for-delete", "it is marked for deletion and waits for open handles"},
    {"service.disabled", "it is disabled: it does not start by itself, on Windows not at all"},
    {"service.masked", "its unit is masked and nothing may start it"},
    {"service.access-denied", "the service, or its program, is denied"},
    {"service.program-missing", "the program of its command line does not exist"},
    {"service.program-not-runnable", "the program exists, but the system cannot run it"},
    {"service.not-a-service-program", "the program never answers the Service Control Manager"},
    {"service.unquoted-path", "the path has blanks and no quotes, so another program may run"},
    {"service.start-timeout", "it did not report that it runs in time"},
    {"service.slow-start", "it has been starting or stopping for a while"},
    {"service.start-limit-hit", "it failed too often in a row and is not tried again"},
    {"service.throttled", "its host waits before it starts the program again"},
    {"service.not-started", "it is installed and was not started"},
    {"service.exited", "it ended by itself, with an error of its own"},
    {"service.crashed", "its process died without saying that it stops"},
    {"service.logon-failed", "its account could not log on"},
    {"service.dependency-failed", "what it depends on is missing or does not run"},
    {"service.host-misconfigured", "its host lacks what it needs, or runs no program"},
    {"service.host-setting", "a setting of its host does not exist or means something else"},
    {"service.working-directory", "it runs in another folder than its paths expect"},
    {"service.environment", "it does not see what a user sees: drives, PATH, packages"},
    {"service.python", "a Python program as a native service lacks what it needs"},
    {"service.trigger", "it waits for a trigger or for its delay"},
    {"service.recovery", "what happens after a failure does not help"},
    {"service.configuration", "how it is set up"},
    {"service.log", "the last lines that it wrote"},
    {"service.condition", "a condition of its unit is not met, so that it is skipped"},
    {"service.event", "what the system wrote down about it"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"service", query.name, looking(query, request)};
}

template <class T>
void put(Value& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  if (request.target.empty()) return UsageError{"--service: NAME is empty"};
  if (request.target.find('\0') != std::string::npos)
    return UsageError{"--service: NAME has a zero byte in it"};
  return Query{request.target, request.inspect, request.record};
}

Value to_json(const Told& told) {
  Value object = Value::object();
  put(object, "state", told.state);
  put(object, "start_type", told.start_type);
  put(object, "host", told.host);
  put(object, "program", told.program);
  object["arguments"] = told.arguments;
  put(object, "working_directory", told.working_directory);
  put(object, "account", told.account);
  put(object, "exit_code", told.exit_code);
  put(object, "service_exit_code", told.service_exit_code);
  object["dependencies"] = Value::array();
  for (const auto& [name, state] : told.dependencies)
    object["dependencies"].push_back({{"name", name}, {"state", state}});
  object["log_tail"] = told.log_tail;
  return object;
}

std::string summary_of(const Findings& findings, const std::string& fine) {
  for (const auto severity : {Severity::blocker, Severity::error, Severity::warning})
    for (const auto& finding : findings)
      if (finding.severity == severity)
        return severity == Severity::warning ? fine + "; " + finding.message : finding.message;
  return fine;
}

Check check() {
  return {"service",
          "why does this service not start?",
          {"--service", "", "NAME", "a service of Windows or a unit of systemd", ""},
          "diagnose-service",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::service
