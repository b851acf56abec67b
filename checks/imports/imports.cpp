#include "checks/imports/imports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/looking.hpp"

namespace preflight::imports {

namespace {

constexpr std::array<FindingCode, 13> codes{{
    {"imports.missing-library", "a library that it needs is nowhere where the loader looks"},
    {"imports.missing-symbol", "a library was found, but lacks a symbol or a version of symbols"},
    {"imports.wrong-architecture", "a library was found, but for another kind of machine"},
    {"imports.delay-load-missing", "a library is missing that is loaded by its first call"},
    {"imports.missing-assembly", "a side-by-side assembly that a manifest names is missing"},
    {"imports.not-a-program", "the file, or a library in its place, is no program at all"},
    {"imports.interpreter-missing", "the loader that a program of Linux asks for is missing"},
    {"imports.debug-runtime", "it needs the runtime of a debug build of Visual C++"},
    {"imports.not-on-python-path", "the library lies where Python does not look for it"},
    {"imports.other-python", "an extension for another Python than the one that it lies in"},
    {"imports.blocked-by-policy", "a policy of the system forbids the library"},
    {"imports.managed", "a program for .NET, whose assemblies are not looked at"},
    {"imports.incomplete", "not all that it loads could be told"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

constexpr std::array<Option, 4> settings{{
    {"--sysroot", "", "DIR",
     "the system that the programs of --imports are for: a Windows image, a Wine prefix, the root "
     "of a container",
     "", false, any_file},
    {"--search", "", "DIR", "look for libraries in DIR too (may be repeated)", "", true, any_file},
    {"--as", "", "program|python",
     "python: libraries load others as extensions of Python 3.8 and later do, without PATH",
     "program"},
    {"--flat", "", "", "`imports` shows its libraries as a list, not as a tree", ""},
}};

std::string summary_of(const Facts& facts, const Findings& findings) {
  for (const auto severity : {Severity::blocker, Severity::error, Severity::warning}) {
    const auto is = [&](const Finding& one) { return one.severity == severity; };
    const auto worst = std::find_if(findings.begin(), findings.end(), is);
    if (worst == findings.end()) continue;
    const auto count = std::count_if(findings.begin(), findings.end(), is);
    return count == 1 ? worst->message : fmt::format("{}; {} more", worst->message, count - 1);
  }
  if (facts.is_folder)
    return fmt::format("all that {} load is there",
                       count_of(facts.closures.size(), "program", "programs and libraries"));
  const auto& closure = facts.closures.front();
  if (closure.is_static) return "loads no library";
  const auto system =
      std::count_if(closure.libraries.begin(), closure.libraries.end(),
                    [](const Library& library) { return library.status == LibraryStatus::system; });
  const auto found = closure.libraries.size() - 1 - static_cast<std::size_t>(system);
  if (found == 0 && system > 0)
    return fmt::format("{} of Windows itself, taken as there",
                       count_of(static_cast<std::size_t>(system), "library", "libraries"));
  auto text = fmt::format("{} found", count_of(found, "library", "libraries"));
  if (system > 0) text += fmt::format(", {} of Windows itself taken as there", system);
  return text;
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  auto query = std::get<Query>(std::move(parsed));
  auto target = query.file;
  auto steps = std::make_shared<Steps>();
  query.steps = steps;
  Job job{"imports", std::move(target), looking(std::move(query), request)};
  job.steps = std::move(steps);
  return job;
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  Query query;
  query.file = request.target;
  query.inspect = request.inspect;
  query.facts = request.facts;
  query.all_symbols = request.verbose;
  if (query.file.empty()) return UsageError{"--imports: FILE is empty"};
  if (query.file.find('\0') != std::string::npos)
    return UsageError{"--imports: FILE has a zero byte in it"};
  for (const auto& [name, text] : request.settings) {
    if (name == "--flat") query.flat = true;
    if (name == "--as" && text != "python" && text != "program")
      return UsageError{fmt::format("--as: '{}' is none of program, python", text)};
    if (name == "--as") query.as_python = text == "python";
    if (name != "--sysroot" && name != "--search") continue;
    if (text.empty()) return UsageError{name + ": DIR is empty"};
    if (name == "--sysroot") query.sysroot = text;
    if (name == "--search") query.search.push_back(text);
  }
  return query;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = summary_of(facts, findings);
  // Who sees facts may see them as a tree, as the page shows them; a console does not, for a gate.
  auto lines = query.inspect || query.facts ? outline(query, facts) : Outline{};
  return {std::move(summary), std::move(findings), query.facts ? to_json(query, facts) : Value{},
          false, std::move(lines)};
}

Check check() {
  return {"imports",
          "is every library there that a program loads, and does it have what is asked of it?",
          {"--imports", "", "FILE", "a program or library of Windows or Linux, or a folder of them",
           "", false, any_file},
          "imports",
          settings,
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::imports
