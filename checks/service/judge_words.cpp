// Words and commands that all parts of the judge share.
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/codes/codes.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/libraries.hpp"

namespace preflight::service {

namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"') result += '\\';
    result += c;
  }
  return result;
}

// The folder that an application is at home in: that of a script in its arguments.
std::string home_of(const std::string& arguments) {
  for (const auto& word : split_arguments(arguments)) {
    const bool path = word.size() > 2 && word[1] == ':' && !word.starts_with('-');
    if (path && !folder_of(word).empty()) return std::string(folder_of(word));
  }
  return "C:\\FOLDER-OF-THE-APPLICATION";
}

}  // namespace

Finding& add(Findings& findings, std::string_view code, Severity severity, std::string message,
             std::string cause) {
  auto& finding = findings.emplace_back();
  finding.code = code;
  finding.severity = severity;
  finding.message = std::move(message);
  if (!cause.empty()) finding.cause = std::move(cause);
  return finding;
}

bool has_blocker(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::blocker; });
}

bool is_running(const WindowsFacts& facts) {
  return facts.status && facts.status->state == State::running && !facts.status->process_gone;
}

const FileLook* chosen_file(const WindowsFacts& facts) {
  return facts.chosen ? &facts.candidates[*facts.chosen] : nullptr;
}

std::string arguments_text(const WindowsFacts& facts) {
  return facts.chosen ? facts.image.candidates[*facts.chosen].rest : std::string{};
}

std::string one_word(std::string_view word) {
  const bool plain =
      !word.empty() && word.find_first_of(" \t\"&|<>^()%!;,=") == std::string_view::npos;
  return plain ? std::string(word) : fmt::format("\"{}\"", escaped(word));
}

Remedy set_program(const WindowsFacts& facts, const std::string& text, std::string_view program,
                   std::string_view arguments) {
  return by_admin(
      text, fmt::format(R"(sc.exe config {} binPath= "\"{}\"{}{}")", one_word(facts.key), program,
                        arguments.empty() ? "" : " ", escaped(arguments)));
}

Remedy by_admin(std::string text, std::string command) {
  return {std::move(text), std::move(command), Needs::admin};
}

void advise_host(const WindowsFacts& facts, std::string_view program, const std::string& arguments,
                 Finding& finding) {
  const auto name = one_word(facts.key);
  const auto home = home_of(arguments);
  auto& remedies = finding.remedies;
  remedies.push_back(by_admin("take it out, to install it anew behind a host",
                              fmt::format("sc.exe delete {}", name)));
  remedies.push_back(by_admin("let NSSM run it as a service",
                              fmt::format("nssm install {} \"{}\"", name, program)));
  if (!arguments.empty())
    remedies.push_back(
        by_admin("with its arguments",
                 fmt::format("nssm set {} AppParameters \"{}\"", name, escaped(arguments))));
  remedies.push_back(by_admin("in its own folder",
                              fmt::format("nssm set {} AppDirectory {}", name, one_word(home))));
  const auto line = fmt::format("cmd /c cd /d \"{}\" && \"{}\"{}{}", home, program,
                                arguments.empty() ? "" : " ", arguments);
  remedies.push_back(
      by_admin("or let a scheduled task start it with the machine",
               fmt::format("schtasks /create /tn {} /sc onstart /ru SYSTEM /tr \"{}\"", name,
                           escaped(line))));
}

void judge_libraries(const FileLook& look, Findings& findings, std::string_view code) {
  if (!look.libraries) return;
  for (auto& finding : library_findings(look.path, *look.libraries, code))
    findings.push_back(std::move(finding));
}

void judge_access(const WindowsFacts& facts, const FileLook& look, Findings& findings) {
  if (look.account_may_run != false || is_running(facts)) return;
  const auto& account = facts.config->account;
  auto& finding = add(findings, "service.access-denied", Severity::blocker,
                      fmt::format("its account {} may not run {}", account, look.path),
                      "the file's access list allows it neither to the account nor to a group "
                      "that it is in: starting it gives error 5");
  finding.remedies.push_back(
      by_admin("let it read and run what lies there",
               fmt::format("icacls \"{}\" /grant \"{}:(RX)\" /t", folder_of(look.path), account)));
  finding.evidence = {{"account", account}, {"program", look.path}};
}

bool is_per_user(std::string_view path) {
  const auto small = lower(path);
  return small.find(":\\users\\") == 1 && small.find("\\appdata\\") != std::string::npos;
}

bool is_ntstatus(std::uint32_t code) { return code >= 0x80000000U; }

std::string in_words(std::uint32_t code) {
  const auto family = is_ntstatus(code) ? codes::Family::ntstatus : codes::Family::win32;
  const auto* row = codes::find(family, code);
  const auto number = is_ntstatus(code) ? fmt::format("0x{:08X}", code) : std::to_string(code);
  return row == nullptr || row->says.empty() ? number : fmt::format("{} ({})", number, row->says);
}

}  // namespace preflight::service
