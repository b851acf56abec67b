#include "report/json.hpp"

#include "report/clean.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

// JSON can escape every character there is, so only bytes that are no UTF-8 need help.
std::string valid(const std::string& text) {
  try {
    (void)Value(text).dump();
    return text;
  } catch (const Value::type_error&) {
    return clean(text);
  }
}

void make_valid(Value& value) {
  if (value.is_string()) {
    value = valid(value.get_ref<const std::string&>());
  } else if (value.is_object()) {
    Value cleaned = Value::object();
    for (auto& [key, member] : value.items()) {
      make_valid(member);
      cleaned[valid(key)] = std::move(member);
    }
    value = std::move(cleaned);
  } else if (value.is_array()) {
    for (auto& member : value) make_valid(member);
  }
}

double rounded(std::chrono::duration<double, std::milli> span) {
  return static_cast<double>(static_cast<std::int64_t>(span.count() * 1000 + 0.5)) / 1000;
}

void put(Value& object, const char* key, const std::optional<std::string>& text) {
  if (text) object[key] = *text;
}

Value to_json(const Remedy& remedy) {
  Value object{{"text", remedy.text}};
  put(object, "command", remedy.command);
  object["needs"] = word(remedy.needs);
  return object;
}

Value to_json(const std::vector<Remedy>& remedies) {
  Value array = Value::array();
  for (const auto& remedy : remedies) array.push_back(to_json(remedy));
  return array;
}

Value to_json(const Process& process) {
  Value object{{"pid", process.pid}, {"name", process.name}};
  put(object, "path", process.path);
  put(object, "command_line", process.command_line);
  put(object, "user", process.user);
  if (process.started_at) object["started_at"] = rfc3339(*process.started_at);
  object["state"] = word(process.state);
  object["role"] = word(process.role);
  if (!process.locks.empty()) object["locks"] = process.locks;
  put(object, "service", process.service);
  put(object, "container", process.container);
  if (!process.parents.empty()) {
    auto& parents = object["parents"] = Value::array();
    for (const auto& parent : process.parents)
      parents.push_back({{"pid", parent.pid}, {"name", parent.name}});
  }
  put(object, "started_by", process.started_by);
  return object;
}

Value to_json(const Finding& finding) {
  Value object{{"code", finding.code},
               {"severity", word(finding.severity)},
               {"hard", finding.hard},
               {"message", finding.message}};
  put(object, "cause", finding.cause);
  if (!finding.processes.empty()) {
    auto& processes = object["processes"] = Value::array();
    for (const auto& process : finding.processes) processes.push_back(to_json(process));
  }
  object["remedies"] = to_json(finding.remedies);
  if (!finding.evidence.is_null()) object["evidence"] = finding.evidence;
  return object;
}

Value to_json(const CheckResult& check) {
  Value object{{"check", check.check},
               {"target", check.target},
               {"status", word(check.status)},
               {"summary", check.summary},
               {"duration_ms", rounded(check.duration)}};
  if (check.place) object["place"] = {{"file", check.place->file}, {"line", check.place->line}};
  if (!check.facts.is_null()) object["facts"] = check.facts;
  auto& findings = object["findings"] = Value::array();
  for (const auto& finding : check.findings) findings.push_back(to_json(finding));
  return object;
}

Value to_json(const Cause& cause) {
  Value object{{"message", cause.message}};
  if (cause.process) object["process"] = to_json(*cause.process);
  object["blocks"] = cause.blocks;
  object["hard"] = cause.hard;
  object["remedies"] = to_json(cause.remedies);
  return object;
}

Value to_json(const Host& host) {
  return {{"name", host.name}, {"os", host.os},     {"os_version", host.os_version},
          {"arch", host.arch}, {"user", host.user}, {"elevated", host.elevated}};
}

std::string written(const Value& value, int indent) {
  try {
    return escape_hidden(value.dump(indent) + "\n");
  } catch (const Value::type_error&) {
    Value cleaned = value;
    make_valid(cleaned);
    return escape_hidden(cleaned.dump(indent) + "\n");
  }
}

Value tool() { return {{"name", "preflight"}, {"version", PREFLIGHT_VERSION}}; }

}  // namespace

std::string to_document(const Value& value) { return written(value, 2); }

std::string to_line(const Value& value) { return written(value, -1); }

Value to_value(const CheckResult& check) { return to_json(check); }

Value to_value(const Cause& cause) { return to_json(cause); }

Value to_value(const Summary& counts) {
  return {{"pass", counts.pass},
          {"warn", counts.warn},
          {"fail", counts.fail},
          {"error", counts.error},
          {"skip", counts.skip}};
}

std::string render_json(const Report& report, const RenderOptions&) {
  Value object{{"schema_version", 1},
               {"tool", tool()},
               {"command", report.command},
               {"host", to_json(report.host)},
               {"started_at", rfc3339(report.started_at)},
               {"duration_ms", rounded(report.duration)},
               {"verdict", word(report.verdict)},
               {"exit_code", report.exit_code},
               {"summary", to_value(report.summary)}};
  auto& causes = object["causes"] = Value::array();
  for (const auto& cause : report.causes) causes.push_back(to_json(cause));
  auto& checks = object["checks"] = Value::array();
  for (const auto& check : report.checks) checks.push_back(to_json(check));
  return to_document(object);
}

std::string render_usage_error_json(std::string_view message) {
  return to_document({{"schema_version", 1},
                      {"exit_code", 2},
                      {"error", {{"kind", "usage"}, {"message", std::string(message)}}}});
}

}  // namespace preflight
