#include "checks/python/python.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/looking.hpp"

namespace preflight::python {

namespace {

constexpr std::array<FindingCode, 15> codes{{
    {"python.not-found", "there is no such Python"},
    {"python.store-alias", "the program is the stub of the Microsoft Store, no Python"},
    {"python.not-python", "the program is there, but is no Python"},
    {"python.venv-broken", "a virtual environment whose base Python is gone"},
    {"python.does-not-start", "this Python does not start"},
    {"python.per-user-install",
     "this Python is installed for one user: services may not be able to use it"},
    {"python.module-missing", "a module is not installed for this Python"},
    {"python.user-only-module", "a module is found with the paths of this user, not by a service"},
    {"python.pth-hides-packages",
     "a module is installed, but a ._pth file keeps this Python from looking there"},
    {"python.module-dll-failed", "a module is there, but a library that it needs is not"},
    {"python.module-raises", "a module raises an exception when it is imported"},
    {"python.module-crashes", "a module ends the interpreter when it is imported"},
    {"python.module-hangs", "a module did not finish importing in the time there was"},
    {"imports.blocked-by-policy", "a policy of the system forbids the library"},
    {"check.left-behind", "a process that preflight had started could not be ended"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

constexpr std::array<Option, 1> settings{{
    {"--module", "", "NAME",
     "a module that the Python of --python must be able to import (may be repeated)", "", true,
     nullptr, true},
}};

// Without a separator it is a name to be found in the PATH.
bool names_file(std::string_view text) { return text.find_first_of("/\\") != text.npos; }

constexpr std::size_t longest_name = 256;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::string summary_of(const Query& query, const Facts& facts, const Findings& findings) {
  for (const auto severity : {Severity::blocker, Severity::error, Severity::warning}) {
    const auto is = [&](const Finding& one) { return one.severity == severity; };
    const auto worst = std::find_if(findings.begin(), findings.end(), is);
    if (worst == findings.end()) continue;
    const auto count = std::count_if(findings.begin(), findings.end(), is);
    return count == 1 ? worst->message : fmt::format("{}; {} more", worst->message, count - 1);
  }
  const auto version = "Python " + facts.run.answer.version;
  if (query.modules.empty()) return version + " starts";
  return fmt::format("{} imports {}", version,
                     query.modules.size() == 1
                         ? query.modules.front()
                         : count_of(query.modules.size(), "module", "modules"));
}

Value to_json(const Facts& facts) {
  const auto& answer = facts.run.answer;
  Value value{{"path", facts.location.path}};
  if (!answer.done) return value;
  value["version"] = answer.version;
  value["implementation"] = answer.implementation;
  value["executable"] = answer.executable;
  value["prefix"] = answer.prefix;
  value["base_prefix"] = answer.base_prefix;
  value["sys_path"] = answer.path;
  Value modules = Value::array();
  for (const auto& module : facts.modules) {
    const auto& said = module.run.answer;
    const bool imported = said.done && said.raised.empty();
    Value one{{"name", module.name}, {"imported", imported}};
    if (imported && !said.found.empty()) one["file"] = said.found;
    modules.push_back(std::move(one));
  }
  if (!facts.modules.empty()) value["modules"] = std::move(modules);
  return value;
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  auto query = std::get<Query>(std::move(parsed));
  auto target = target_of(query);
  return Job{"python", std::move(target), looking(std::move(query), request)};
}

}  // namespace

bool is_module_name(std::string_view name) {
  if (name.size() > longest_name) return false;
  for (const auto part : split(name, '.'))
    if (part.empty() || (part.front() >= '0' && part.front() <= '9') ||
        !std::all_of(part.begin(), part.end(), is_name_byte))
      return false;
  return true;
}

std::variant<Query, UsageError> parse(const Request& request) {
  Query query;
  query.program = request.target;
  if (query.program.empty()) return UsageError{"--python: EXE is empty"};
  if (query.program.find('\0') != std::string::npos)
    return UsageError{"--python: EXE has a zero byte in it"};
  for (const auto& [name, text] : request.settings) {
    if (name != "--module") continue;
    if (!is_module_name(text))
      return UsageError{
          fmt::format("--module: '{}' is no name of a module (requests, google.cloud)", text)};
    if (std::find(query.modules.begin(), query.modules.end(), text) == query.modules.end())
      query.modules.push_back(text);
  }
  return query;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = summary_of(query, facts, findings);
  return {std::move(summary), std::move(findings), to_json(facts), false, {}};
}

std::string target_of(const Query& query) {
  return query.modules.empty()
             ? query.program
             : fmt::format("{}: {}", query.program, fmt::join(query.modules, ", "));
}

Check check() {
  return {
      "python",
      "does this Python start, and import these modules, as a service would have it?",
      {"--python", "", "EXE", "a Python, started in surroundings like a service's (see --module)",
       "", false, names_file},
      "",
      settings,
      codes,
      systems,
      prepare,
      "imports",
      replay};
}

}  // namespace preflight::python
