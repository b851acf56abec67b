// Invented services of Windows for the tests of their judge, and the questions that these ask.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "checks/imports/imports.hpp"
#include "checks/service/command_line.hpp"
#include "checks/service/judge_scm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/findings.hpp"

namespace preflight::service::test {

inline constexpr std::uint16_t x64 = 0x8664;

inline FileLook program(const std::string& path, Dispatcher dispatcher = Dispatcher::imported) {
  FileLook look;
  look.path = path;
  look.presence = Presence::there;
  look.account_may_run = true;
  look.header.emplace();
  look.header->format = FileFormat::program;
  look.header->machine = x64;
  look.header->dispatcher = dispatcher;
  look.header->whole = true;
  return look;
}

/// What C:\app\app.exe loads: each of the libraries, and it alone, loads the next.
inline imports::Facts loads(const std::vector<std::string>& names) {
  imports::Closure closure;
  closure.format = "PE";
  closure.machine = "x64";
  closure.libraries.resize(names.size() + 1);
  closure.libraries[0].name = "app.exe";
  closure.libraries[0].path = "C:\\app\\app.exe";
  for (std::size_t i = 1; i <= names.size(); ++i) {
    closure.libraries[i].name = names[i - 1];
    closure.libraries[i].path = "C:\\app\\" + names[i - 1];
    closure.libraries[i].needed_by = {i - 1};
  }
  imports::Facts facts;
  facts.closures.push_back(std::move(closure));
  return facts;
}

inline void lack(imports::Facts& facts, std::size_t library) {
  facts.closures[0].libraries[library].path.clear();
  facts.closures[0].libraries[library].status = imports::LibraryStatus::missing;
}

/// An installed service that lacks nothing, and runs `image`; the first candidate is there.
inline WindowsFacts installed(const std::string& image = R"("C:\app\app.exe")",
                              Dispatcher dispatcher = Dispatcher::imported) {
  WindowsFacts facts;
  facts.asked = facts.key = "MyApp";
  facts.windows_folder = "C:\\Windows";
  facts.machine = x64;
  facts.status = Status{State::stopped, 1077, 0, 0, false};
  facts.config.emplace();
  facts.config->type = 0x10;
  facts.config->start = Start::automatic;
  facts.config->image = image;
  facts.config->account = "LocalSystem";
  facts.image = decode_image_path(image, {}, facts.windows_folder);
  for (const auto& one : facts.image.candidates)
    facts.candidates.push_back(program(one.path, dispatcher));
  facts.chosen = 0;
  return facts;
}

inline WindowsFacts ended(std::uint32_t code, std::uint32_t own = 0) {
  auto facts = installed();
  facts.status->exit_code = code;
  facts.status->service_exit = own;
  return facts;
}

inline WindowsFacts hosted() {
  auto facts = installed(R"(C:\nssm\nssm.exe)");
  facts.host.kind = Host::nssm;
  facts.host.application = R"(C:\py\python.exe)";
  facts.host.parameters = "-m uvicorn app:app";
  facts.host.program = program(R"(C:\py\python.exe)", Dispatcher::never);
  facts.host.directory = "C:\\app";
  facts.host.directory_look = {"C:\\app", Presence::is_folder, {}, {}, {}, {}, {}, {}};
  return facts;
}

inline Findings judge(const WindowsFacts& facts, bool inspect = false) {
  return judge_windows({facts.asked, inspect}, facts);
}

inline std::vector<std::string> blockers(const WindowsFacts& facts) {
  std::vector<std::string> codes;
  for (const auto& finding : judge(facts))
    if (finding.severity == Severity::blocker) codes.push_back(finding.code);
  return codes;
}

using preflight::test::only;

inline bool offers(const Finding& finding, const std::string& command) {
  return std::any_of(finding.remedies.begin(), finding.remedies.end(),
                     [&](const Remedy& remedy) { return remedy.command == command; });
}

inline bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

using Codes = std::vector<std::string>;

}  // namespace preflight::service::test
