#include "cli/init/gate_lines.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/base/shell_word.hpp"
#include "cli/config_file.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

std::string profile_words(const std::string& profile) {
  return profile.empty() ? std::string() : " --profile " + profile;
}

std::string command_of(const Gate& gate) {
  return gate.command.empty() ? "YOUR-SERVER" : gate.command;
}

std::string service_of(const Gate& gate) {
  return gate.service.empty() ? "YOUR-SERVICE" : gate.service;
}

/// One word of a unit (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers").
std::string unit_word(Text text) {
  std::string word;
  for (const char c : text) {
    if (c == '%' || c == '$') word += c;
    if (c == '"' || c == '\\') word += '\\';
    word += c;
  }
  const bool plain = text.find_first_of(" \t\"'\\;") == Text::npos;
  return plain ? word : '"' + word + '"';
}

/// A path that has a line to itself (systemd.exec(5)): no quotes, no variables.
std::string unit_path(Text text) {
  std::string path;
  for (const char c : text) path.append(c == '%' ? "%%" : std::string(1, c));
  return path;
}

/// As CommandLineToArgvW reads it, within a text that is itself in quotes.
std::string inner_quoted(Text text) { return "\\\"" + std::string(text) + "\\\""; }

std::string xml(Text text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

std::string batch(const Gate&) {
  return "A batch file, before the line that starts the server (beside preflight.json):\n"
         "    preflight check --config \"%~dp0preflight.json\"\n"
         "    if %ERRORLEVEL% neq 0 exit /b %ERRORLEVEL%\n";
}

std::string powershell(const Gate&) {
  return "A PowerShell script, likewise:\n"
         "    preflight check --config \"$PSScriptRoot\\preflight.json\"\n"
         "    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\n";
}

std::string shell(const Gate& gate) {
  return fmt::format(
      "A shell script, likewise:\n"
      "    preflight check --config \"$(dirname \"$0\")/preflight.json\" || exit $?\n"
      "    exec {}\n",
      command_of(gate));
}

std::string systemd(const Gate& gate) {
  return fmt::format(
      "A unit of systemd, below [Service] (it starts nothing where this fails):\n"
      "    WorkingDirectory={}\n"
      "    ExecStartPre={} check --config {}{}\n",
      unit_path(gate.folder), unit_word(gate.program), unit_word(config_path(gate)),
      profile_words(gate.profile));
}

std::string docker(const Gate& gate) {
  return fmt::format(
      "A Dockerfile (preflight is one file that needs no other); CMD stays as it is:\n"
      "    COPY preflight preflight.json ./\n"
      "    ENTRYPOINT [\"sh\", \"-c\", \"./preflight check --config preflight.json{} && exec "
      "\\\"$@\\\"\", \"--\"]\n",
      profile_words(gate.container_profile));
}

std::string github(const Gate&) {
  return "A job of GitHub Actions, below `steps:` (what blocks is annotated at its line):\n"
         "    - name: preflight\n"
         "      run: preflight check --config preflight.json\n"
         "  GitLab, below `script:`:\n"
         "    - preflight check --config preflight.json --report junit=preflight.xml\n";
}

std::string nssm(const Gate& gate) {
  const auto line = fmt::format(
      "    nssm set {} AppEvents Start/Pre \"{} check --config {}{} --exit-codes nssm\"\n",
      shell_word(service_of(gate), true), inner_quoted(gate.program),
      inner_quoted(config_path(gate)), profile_words(gate.profile));
  std::string text =
      "NSSM asks its hook Start/Pre, and exit code 99 alone keeps it from starting:\n" + line;
  if (!gate.nssm)
    return text +
           "  Only builds from 2.24-101 on have hooks; plain 2.24 takes the line and never asks. "
           "`preflight\n  init` tells which one an nssm.exe in the project's folder is. Else: "
           "`preflight run`, as for WinSW.\n";
  if (*gate.nssm == NssmHooks::there) return text + "  The nssm.exe of this project has hooks.\n";
  return fmt::format(
      "NSSM: the nssm.exe of this project has no hooks (they came with 2.24-101), so that its "
      "Start/Pre\nwould never be asked. Let it start preflight, which then starts the server:\n"
      "    nssm set {0} Application \"{1}\"\n"
      "    nssm set {0} AppParameters \"run --config {2}{3} -- {4}\"\n",
      shell_word(service_of(gate), true), gate.program, inner_quoted(config_path(gate)),
      profile_words(gate.profile), command_of(gate));
}

std::string task(const Gate& gate) {
  return fmt::format(
      "The Task Scheduler has nothing that is asked before a start; the task starts preflight, "
      "which\nthen starts the server (schtasks takes 261 characters; longer lines need the XML):\n"
      "    schtasks /change /tn {} /tr \"{} run --config {}{} -- {}\"\n",
      shell_word(service_of(gate), true), inner_quoted(gate.program),
      inner_quoted(config_path(gate)), profile_words(gate.profile), command_of(gate));
}

std::string winsw(const Gate& gate) {
  return fmt::format(
      "WinSW starts the server even where its <prestart> fails; let it start preflight:\n"
      "    <executable>{}</executable>\n"
      "    <arguments>run --config &quot;{}&quot;{} -- {}</arguments>\n",
      xml(gate.program), xml(config_path(gate)), profile_words(gate.profile),
      xml(command_of(gate)));
}

struct Row {
  Text name;
  std::string (*lines)(const Gate&);
};

constexpr std::array<Row, 9> gate_rows{{{"batch", batch},
                                        {"powershell", powershell},
                                        {"sh", shell},
                                        {"systemd", systemd},
                                        {"docker", docker},
                                        {"github", github},
                                        {"nssm", nssm},
                                        {"task", task},
                                        {"winsw", winsw}}};

}  // namespace

std::string config_path(const Gate& gate) {
  return gate.folder + (gate.windows ? "\\" : "/") + std::string(config_name);
}

std::span<const Text> gate_names() {
  static constexpr auto names = [] {
    std::array<Text, gate_rows.size()> all{};
    for (std::size_t i = 0; i < gate_rows.size(); ++i) all[i] = gate_rows[i].name;
    return all;
  }();
  return names;
}

std::string gate_lines(Text name, const Gate& gate) {
  for (const auto& row : gate_rows)
    if (row.name == name) return row.lines(gate);
  return {};
}

}  // namespace preflight::init
