#include "checks/imports/judge_python.hpp"

#include <fmt/format.h>

#include "checks/imports/imports.hpp"

namespace preflight::imports {

namespace {

std::string text_of(const PythonBuild& build) { return "Python " + text(build); }

Finding finding(std::string_view code, std::string message, std::string cause) {
  Finding one;
  one.code = code;
  one.severity = Severity::blocker;
  one.message = std::move(message);
  one.cause = std::move(cause);
  return one;
}

void add_install(Finding& one, const ExtensionName& name) {
  one.remedies.push_back({fmt::format("install the package of {} again, with the Python that is to "
                                      "use it",
                                      name.module),
                          "PYTHON -m pip install --force-reinstall PACKAGE", Needs::user});
}

/// The Python whose library it asks for, and the library.
const Library* wanted_library(const Closure& closure) {
  for (const auto index : closure.libraries.front().needs)
    if (parse_python_library(closure.libraries[index].name)) return &closure.libraries[index];
  return nullptr;
}

Finding passed_by(const Closure& closure, std::size_t index) {
  const auto& library = closure.libraries[index];
  auto one = finding(
      "imports.not-on-python-path",
      fmt::format("{} is found on PATH only, where Python does not look: {}", library.name,
                  library.passed_by),
      fmt::format("Python 3.8 and later look beside the extension, beside python.exe, in System32 "
                  "and in folders of os.add_dll_directory() ({})",
                  chain(closure, index)));
  const auto folder = library.passed_by.substr(0, library.passed_by.find_last_of("/\\"));
  one.remedies.push_back({"name its folder before the import",
                          fmt::format("os.add_dll_directory(r\"{}\")", folder), Needs::user});
  one.remedies.push_back({"or copy it beside the extension",
                          fmt::format("copy \"{}\" \"{}\"", library.passed_by,
                                      folder_of(closure.libraries.front().path, '\\')),
                          Needs::user});
  one.evidence = {{"library", library.name}, {"path", library.passed_by}};
  return one;
}

Finding refused(const std::string& path, const Refusal& refusal) {
  auto one =
      finding("imports.blocked-by-policy", fmt::format("{} is there, but may not be loaded", path),
              fmt::format("{} ({})", refusal.why, symbol(refusal.error)));
  one.hard = true;
  one.remedies.push_back(
      {"take a signed build or one in another place, or have the policy allow it", std::nullopt,
       Needs::admin});
  one.evidence = {{"library", path}, {"error", refusal.error.code}};
  return one;
}

Finding debug(const Closure& closure, std::string_view why) {
  auto one = finding(
      "imports.debug-runtime",
      fmt::format("{} is a debug build: {}", base_name(closure.libraries.front().path), why),
      "only python_d.exe loads it, and no machine but a developer's has that");
  one.remedies.push_back({"build it as Release", std::nullopt, Needs::person});
  return one;
}

}  // namespace

bool is_told_by_python(const Closure& closure, const Library& library) {
  if (!closure.python) return false;
  if (!library.passed_by.empty()) return true;
  const auto build = parse_python_library(library.name);
  return build && (build->debug || (closure.python->there && *build != *closure.python->there));
}

Findings judge_python(const Closure& closure) {
  Findings findings;
  const auto& path = closure.libraries.front().path;
  const auto file = base_name(path);
  const auto name = parse_extension_name(file);
  const auto* library = wanted_library(closure);
  const auto wanted = library != nullptr ? parse_python_library(library->name) : std::nullopt;
  const auto& there = closure.python->there;
  const auto other = [&](std::string message, std::string cause) {
    auto one = finding("imports.other-python", std::move(message), std::move(cause));
    add_install(one, name.value_or(ExtensionName{file, {}, false}));
    one.evidence = {{"file", path}};
    if (wanted) one.evidence["library"] = library->name;
    if (there) one.evidence["python"] = closure.python->told_by;
    findings.push_back(std::move(one));
  };
  const bool is_debug = (name && name->debug) || (wanted && wanted->debug);
  if (is_debug && !(there && there->debug))
    findings.push_back(debug(
        closure, wanted && wanted->debug ? "it asks for " + library->name : "its name says so"));
  else if (name && name->build && wanted && *name->build != *wanted)
    other(fmt::format("{} is named for {}, but built for {}", file, text_of(*name->build),
                      text_of(*wanted)),
          fmt::format("it asks for {}", library->name));
  else if (wanted && there && *wanted != *there)
    other(
        fmt::format("{} is built for {}, and lies in {}", file, text_of(*wanted), text_of(*there)),
        fmt::format("it asks for {}, which that Python does not have", library->name));
  else if (name && name->build && there && *name->build != *there)
    other(fmt::format("{} is for {}, and lies in {}", file, text_of(*name->build), text_of(*there)),
          "that Python does not look at files of this name, and says that there is no such module");
  for (std::size_t i = 1; i < closure.libraries.size(); ++i)
    if (!closure.libraries[i].passed_by.empty()) findings.push_back(passed_by(closure, i));
  for (const auto& [path_of_library, refusal] : closure.python->refused)
    findings.push_back(refused(path_of_library, refusal));
  return findings;
}

}  // namespace preflight::imports
