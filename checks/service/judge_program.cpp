// The program that the SCM would start.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

// Programs that everybody knows, and that never speak to the SCM.
bool is_known_console(std::string_view path) {
  constexpr std::array<std::string_view, 22> names{
      "python.exe", "pythonw.exe",   "py.exe",
      "pyw.exe",    "uvicorn.exe",   "gunicorn.exe",
      "flask.exe",  "hypercorn.exe", "waitress-serve.exe",
      "celery.exe", "streamlit.exe", "node.exe",
      "deno.exe",   "bun.exe",       "java.exe",
      "javaw.exe",  "cmd.exe",       "powershell.exe",
      "pwsh.exe",   "wscript.exe",   "cscript.exe",
      "dotnet.exe"};
  const auto name = lower(base_name(path));
  if (name.starts_with("python3")) return name != "python3.dll";
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_batch(std::string_view path) {
  return has_extension(path, ".bat") || has_extension(path, ".cmd");
}

// Of several candidates the one that the author meant: the first that looks like a program's name.
std::size_t meant(const WindowsFacts& facts) {
  const auto& all = facts.image.candidates;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const auto* extension : {".exe", ".bat", ".cmd", ".com", ".py", ".jar", ".sys"})
      // A prefix to which ".exe" was only added does not stand in the text.
      if (has_extension(all[i].path, extension) &&
          (facts.image.relative || facts.image.text.find(all[i].path) != std::string::npos))
        return i;
  return all.empty() ? 0 : all.size() - 1;
}

std::string why_missing(const WindowsFacts& facts, const FileLook& look) {
  if (!facts.image.unknown_variables.empty())
    return fmt::format(
        "the machine has no variable %{}%; those of a user do not count for services",
        facts.image.unknown_variables.front());
  if (look.drive == Drive::none)
    return fmt::format("there is no drive {}, or only a user has it mapped; services do not see it",
                       look.path.substr(0, 2));
  if (look.presence == Presence::is_folder) return "that is a folder, no program (error 5)";
  if (look.presence == Presence::folder_missing)
    return fmt::format("the folder {} does not exist (error 3, or 2)", folder_of(look.path));
  if (facts.image.blank_in_path && !facts.image.quoted)
    return fmt::format(
        "the path has blanks and no quotes; {} programs were tried, none is there "
        "(error 2)",
        facts.candidates.size());
  return "starting it gives error 2";
}

void missing(const WindowsFacts& facts, Findings& findings) {
  if (facts.image.candidates.empty()) {
    add(findings, "service.program-missing", Severity::blocker, "its command line is empty",
        "the value ImagePath of its registry key names no program");
    return;
  }
  const auto index = meant(facts);
  const auto& look = facts.candidates[index];
  if (look.presence == Presence::unknown) {
    auto& finding = add(findings, "service.access-denied", Severity::error,
                        fmt::format("{} cannot be looked at", look.path), text(look.error));
    finding.evidence = {{"error", look.error.code}};
    return;
  }
  auto& finding =
      add(findings, "service.program-missing", Severity::blocker,
          fmt::format("its program does not exist: {}", look.path), why_missing(facts, look));
  finding.remedies.push_back({"put the program there", std::nullopt, Needs::person});
  finding.remedies.push_back(set_program(facts, "or name the right one",
                                         fmt::format("C:\\RIGHT-FOLDER\\{}", base_name(look.path)),
                                         facts.image.candidates[index].rest));
  finding.evidence = {{"image_path", facts.config->image}, {"error", look.error.code}};
}

void mapped(const FileLook& look, const WindowsFacts& facts, Findings& findings) {
  auto& finding = add(findings, "service.program-missing", Severity::blocker,
                      fmt::format("its program lies on drive {}, which only this user has mapped",
                                  look.path.substr(0, 2)),
                      "a service logs on by itself and sees no drive that a user mapped (error 3)");
  finding.remedies.push_back({"see the share behind the drive",
                              fmt::format("net use {}", look.path.substr(0, 2)), Needs::user});
  finding.remedies.push_back(set_program(facts, "name the share, or a local folder",
                                         "\\\\SERVER\\SHARE" + look.path.substr(2),
                                         arguments_text(facts)));
}

bool judge_quoting(const WindowsFacts& facts, Findings& findings) {
  if (facts.image.quoted || !facts.image.blank_in_path || !facts.chosen) return true;
  const auto chosen = *facts.chosen;
  auto right = chosen;
  // The longest that is there and stands in the text as a program's name is the one that is meant.
  for (std::size_t i = chosen + 1; i < facts.candidates.size(); ++i)
    if (facts.candidates[i].presence == Presence::there &&
        has_extension(facts.candidates[i].path, ".exe"))
      right = i;
  const auto& meant_path = facts.candidates[right].path;
  if (right == chosen && meant_path.find_first_of(" \t") == std::string::npos) return true;
  const bool decoy = right != chosen;
  auto& finding =
      add(findings, "service.unquoted-path", decoy ? Severity::blocker : Severity::warning,
          decoy ? fmt::format("{} runs in place of {}", facts.candidates[chosen].path, meant_path)
                : fmt::format("its path has blanks and no quotes: {}", meant_path),
          decoy ? "the path has blanks and no quotes, so Windows takes the first program that fits"
                : fmt::format("anybody who can write {} decides what runs as this service",
                              facts.candidates.size() > 1 ? facts.candidates[1].path : meant_path));
  finding.remedies.push_back(
      set_program(facts, "put the path in quotes", meant_path, facts.image.candidates[right].rest));
  if (decoy)
    finding.remedies.push_back({"and ask where the other program comes from",
                                fmt::format("dir /q {}", one_word(facts.candidates[chosen].path)),
                                Needs::user});
  return !decoy;
}

std::string what_it_is(const ProgramHeader& header, std::string_view path) {
  switch (header.format) {
    case FileFormat::empty:
      return "is empty";
    case FileFormat::library:
      return "is a library (DLL), no program";
    case FileFormat::native:
      return "is a driver, no program";
    case FileFormat::old_dos:
      return "is cut off, or a program for DOS";
    case FileFormat::elf:
      return "is a program for Linux";
    default:
      if (has_extension(path, ".py") || has_extension(path, ".pyw")) return "is a Python script";
      if (has_extension(path, ".jar")) return "is a Java archive";
      if (has_extension(path, ".ps1")) return "is a PowerShell script";
      return "is no program of Windows";
  }
}

void not_runnable(const WindowsFacts& facts, const FileLook& look, Findings& findings) {
  const auto& header = *look.header;
  auto& finding = add(findings, "service.program-not-runnable", Severity::blocker,
                      fmt::format("{} {}", look.path, what_it_is(header, look.path)),
                      "starting it gives error 193");
  const auto arguments = arguments_text(facts);
  if (has_extension(look.path, ".py") || has_extension(look.path, ".pyw"))
    advise_host(facts, "C:\\FOLDER-OF-PYTHON\\python.exe",
                fmt::format("\"{}\"{}{}", look.path, arguments.empty() ? "" : " ", arguments),
                finding);
  else
    finding.remedies.push_back(
        {"install the program again, for Windows", std::nullopt, Needs::person});
}

void other_machine(const WindowsFacts& facts, const FileLook& look, Findings& findings) {
  auto& finding = add(findings, "service.program-not-runnable", Severity::blocker,
                      fmt::format("{} is built for {}, this machine is {}", base_name(look.path),
                                  machine_name(look.header->machine), machine_name(facts.machine)),
                      "starting it gives error 216, or 193");
  finding.remedies.push_back({fmt::format("install the build for {}", machine_name(facts.machine)),
                              std::nullopt, Needs::person});
}

void not_a_service(const WindowsFacts& facts, const FileLook& look, bool known,
                   Findings& findings) {
  const auto name = base_name(look.path);
  auto& finding = add(
      findings, "service.not-a-service-program", Severity::blocker,
      fmt::format("{} is no service program: it never answers the Service Control Manager", name),
      fmt::format("{}; the start ends with error 1053, at once if the program ends by itself, else "
                  "after {} s. More time does not help",
                  known ? "it knows nothing of services"
                        : "neither it nor its libraries name StartServiceCtrlDispatcher",
                  facts.pipe_timeout.value_or(30000) / 1000));
  advise_host(facts, look.path, arguments_text(facts), finding);
}

void judge_folder(const WindowsFacts& facts, Findings& findings) {
  for (const auto& word : split_arguments(arguments_text(facts))) {
    if (!is_relative_path(word)) continue;
    auto& finding = add(findings, "service.working-directory", Severity::warning,
                        fmt::format("'{}' hangs on the current folder, and that is {}\\System32",
                                    word, facts.windows_folder),
                        "every native service starts there, wherever its program lies");
    finding.remedies.push_back(
        {"write the full path into its command line", std::nullopt, Needs::admin});
    return;
  }
}

}  // namespace

void judge_program(const WindowsFacts& facts, Findings& findings) {
  if (!facts.config || (facts.config->type & scm::driver_types) != 0) return;
  const auto* look = chosen_file(facts);
  if (look == nullptr) return missing(facts, findings);
  if (look->drive == Drive::network) return mapped(*look, facts, findings);
  if (!judge_quoting(facts, findings)) return;
  if (look->app_alias) {
    auto& finding =
        add(findings, "service.program-not-runnable", Severity::blocker,
            fmt::format("{} is an alias of the Microsoft Store", look->path),
            "only the user who installed it can run it, and no service (error 5, 1920)");
    advise_host(facts, "C:\\FOLDER-OF-PYTHON\\python.exe", arguments_text(facts), finding);
    return;
  }
  if (!look->header) {
    auto& finding = add(findings, "service.access-denied", Severity::error,
                        fmt::format("{} may not be read", look->path), text(look->error));
    finding.evidence = {{"error", look->error.code}};
    return;
  }
  const auto& header = *look->header;
  const bool native = facts.host.kind == Host::none;
  if (header.format != FileFormat::program && !is_batch(look->path))
    return not_runnable(facts, *look, findings);
  if (header.format == FileFormat::program && !can_run(facts.machine, header.machine))
    return other_machine(facts, *look, findings);
  judge_access(facts, *look, findings);
  // What runs has found its libraries.
  if (!is_running(facts)) judge_libraries(*look, findings);
  const bool known = is_known_console(look->path) || is_batch(look->path);
  if (native && !is_running(facts) && (known || header.dispatcher == Dispatcher::never))
    not_a_service(facts, *look, known, findings);
  else if (native)
    judge_folder(facts, findings);
}

}  // namespace preflight::service
