// What a host was told to run, and whether it can.
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/service/host_settings.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/log_tail.hpp"

namespace preflight::service {

namespace {

std::string nssm(const WindowsFacts& facts, std::string_view value, std::string_view text) {
  return fmt::format("nssm set {} {} {}", one_word(facts.key), value, text);
}

Remedy set_value(const WindowsFacts& facts, std::string text, std::string_view value,
                 std::string_view content) {
  if (facts.host.kind == Host::winsw) {
    const std::string_view element = value == "Application"    ? "executable"
                                     : value == "AppDirectory" ? "workingdirectory"
                                                               : "arguments";
    const auto* look = chosen_file(facts);
    const auto program = look == nullptr ? std::string{"WinSW.exe"} : look->path;
    return {fmt::format("{}: <{}> in {}.xml", text, element,
                        program.substr(0, program.find_last_of('.'))),
            std::nullopt, Needs::admin};
  }
  if (facts.host.kind == Host::srvany)
    return by_admin(
        std::move(text),
        fmt::format("reg add {} /v {} /t REG_SZ /d {} /f",
                    one_word(fmt::format(R"(HKLM\SYSTEM\CurrentControlSet\Services\{}\Parameters)",
                                         facts.key)),
                    value, content));
  return by_admin(std::move(text), nssm(facts, value, content));
}

std::string lies_where(const FileLook& look) {
  if (look.drive == Drive::none) return fmt::format("there is no drive {}", look.path.substr(0, 2));
  if (look.presence == Presence::folder_missing)
    return fmt::format("the folder {} does not exist", folder_of(look.path));
  if (look.presence == Presence::is_folder) return "that is a folder";
  return "there is no such file";
}

void judge_application(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  const auto name = host_name(host.kind);
  if (!host.application || host.application->empty()) {
    auto& finding = add(findings, "service.host-misconfigured", Severity::blocker,
                        fmt::format("{} does not know what to run", name),
                        facts.host.kind == Host::winsw
                            ? "the file .xml beside it names no <executable>, or is not there"
                            : "the value Application is missing below its registry key Parameters");
    finding.remedies.push_back(
        set_value(facts, "name the program", "Application", R"("C:\FOLDER\PROGRAM.exe")"));
    return;
  }
  const auto& look = host.program;
  if (look.presence == Presence::denied || look.presence == Presence::unknown) {
    add(findings, "service.access-denied", Severity::error,
        fmt::format("{} cannot be looked at", look.path), text(look.error));
    return;
  }
  if (look.presence != Presence::there || look.drive == Drive::network) {
    const bool mapped = look.drive == Drive::network;
    auto cause = mapped ? "only this user has mapped that drive, and no service sees it"
                 : !host.unknown_variables.empty() ? fmt::format("the machine has no variable %{}%",
                                                                 host.unknown_variables.front())
                 : !is_absolute(*host.application)
                     ? "it is neither in Windows' folders nor in the machine's PATH; a user's PATH "
                       "does not count"
                     : lies_where(look);
    auto& finding =
        add(findings, "service.program-missing", Severity::blocker,
            fmt::format("{} is to run {}, and it is not there", name, *host.application),
            std::move(cause));
    finding.remedies.push_back(
        set_value(facts, "name the program with its full path", "Application",
                  fmt::format("\"C:\\RIGHT-FOLDER\\{}\"", base_name(*host.application))));
    finding.evidence = {{"application", *host.application}, {"error", look.error.code}};
    return;
  }
  if (look.app_alias) {
    auto& finding = add(findings, "service.program-not-runnable", Severity::blocker,
                        fmt::format("{} is an alias of the Microsoft Store", look.path),
                        "only the user who installed it can run it, and no service");
    finding.remedies.push_back(set_value(facts, "name a Python that is installed for all users",
                                         "Application", R"("C:\FOLDER-OF-PYTHON\python.exe")"));
    return;
  }
  if (!look.header) {
    add(findings, "service.access-denied", Severity::error,
        fmt::format("{} may not be read", look.path), text(look.error));
    return;
  }
  if (look.header->format == FileFormat::program && !can_run(facts.machine, look.header->machine)) {
    add(findings, "service.program-not-runnable", Severity::blocker,
        fmt::format("{} is built for {}, this machine is {}", base_name(look.path),
                    machine_name(look.header->machine), machine_name(facts.machine)),
        "starting it gives error 216, or 193");
    return;
  }
  const bool batch = has_extension(look.path, ".bat") || has_extension(look.path, ".cmd");
  if (look.header->format != FileFormat::program && !batch) {
    auto& finding =
        add(findings, "service.program-not-runnable", Severity::blocker,
            fmt::format("{} is no program of Windows", look.path), "starting it gives error 193");
    if (has_extension(look.path, ".py")) {
      finding.cause = "a script is run by its interpreter (error 193)";
      finding.remedies.push_back(set_value(facts, "name the interpreter", "Application",
                                           R"("C:\FOLDER-OF-PYTHON\python.exe")"));
      finding.remedies.push_back(
          set_value(facts, "and give it the script", "AppParameters",
                    fmt::format("\"\\\"{}\\\" {}\"", look.path, host.parameters)));
    }
    return;
  }
  if (host.child_runs != true) {
    judge_access(facts, look, findings);
    judge_libraries(look, findings);
  }
  if (look.header->dispatcher == Dispatcher::imported)
    add(findings, "service.host-setting", Severity::warning,
        fmt::format("{} is a service program itself", base_name(look.path)),
        fmt::format("under {} it may fail with error 1063, since the SCM did not start it", name))
        .remedies.push_back({"use its switch for the console, or register it without a host",
                             std::nullopt, Needs::admin});
}

void judge_folders(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  // NSSM's installer takes the folder of the program: where that is missing, the program tells it.
  const bool told = host.program.presence == Presence::folder_missing &&
                    lower(host.directory.value_or("")) == lower(folder_of(host.program.path));
  if (host.directory && !told && host.directory_look.presence != Presence::is_folder &&
      host.directory_look.presence != Presence::denied) {
    auto& finding =
        add(findings, "service.working-directory", Severity::blocker,
            fmt::format("its working folder does not exist: {}", *host.directory),
            host.kind == Host::nssm
                ? "NSSM cannot start the program in it and ends with its own code 3"
                : fmt::format("{} cannot start the program in it", host_name(host.kind)));
    finding.remedies.push_back(set_value(
        facts, "name the folder of the application", "AppDirectory",
        one_word(host.program.path.empty() ? R"(C:\FOLDER)" : folder_of(host.program.path))));
    finding.remedies.push_back(
        by_admin("or make it", fmt::format("mkdir {}", one_word(*host.directory))));
  }
  const FileLook* last = nullptr;
  for (const auto* look : {&host.stdout_folder, &host.stderr_folder}) {
    if (look->path.empty() || look->presence == Presence::is_folder ||
        look->presence == Presence::denied || (last != nullptr && last->path == look->path))
      continue;
    last = look;
    const auto folder = look->path.substr(0, look->path.size() - 1);
    auto& finding = add(findings, "service.host-misconfigured", Severity::blocker,
                        fmt::format("the folder of its log does not exist: {}", folder),
                        "NSSM cannot open AppStdout or AppStderr there and ends with its own code "
                        "4: the program is not even started");
    finding.remedies.push_back(by_admin("make it", fmt::format("mkdir {}", one_word(folder))));
  }
}

void judge_relative(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  if (host.directory || host.kind != Host::nssm) return;
  for (const auto& word : split_arguments(host.parameters)) {
    if (!is_relative_path(word)) continue;
    auto& finding = add(
        findings, "service.working-directory", Severity::warning,
        fmt::format("'{}' hangs on the working folder, and AppDirectory is not set", word),
        fmt::format("NSSM then takes the folder of the program, {}", folder_of(host.program.path)));
    finding.remedies.push_back(
        set_value(facts, "name the folder of the application", "AppDirectory", R"(C:\FOLDER)"));
    return;
  }
}

void judge_settings(const WindowsFacts& facts, Findings& findings) {
  const auto& identifier = facts.host.identifier;
  if (!identifier.empty() && lower(identifier) != lower(facts.key))
    add(findings, "service.host-setting", Severity::warning,
        fmt::format("WinSW's <id> is {}, and the service is {}", identifier, facts.key),
        "its own commands (start, stop, status) then mean another service")
        .remedies.push_back(
            {fmt::format("write <id>{}</id>", facts.key), std::nullopt, Needs::admin});
  for (const auto& complaint : facts.host.complaints)
    add(findings, "service.host-setting", Severity::warning, complaint,
        fmt::format("{} cannot read it and takes its default", host_name(facts.host.kind)));
  if (facts.host.kind != Host::nssm) return;
  for (const auto& [message, cause, remedy, value, command] : lint_nssm(facts.host.settings)) {
    auto& finding = add(findings, "service.host-setting", Severity::warning, message, cause);
    finding.evidence = {{"setting", value}};
    if (command.empty()) continue;
    auto line = command;
    if (const auto at = line.find("%NAME%"); at != std::string::npos)
      line.replace(at, 6, one_word(facts.key));
    finding.remedies.push_back(by_admin(remedy, "nssm " + line));
  }
}

void judge_child(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  if (!is_running(facts) || host.child_runs != false) return;
  const auto action = lower(host.exit_action.value_or(""));
  const auto words = telling_line(facts.log_tail);
  auto& finding =
      add(findings, "service.host-misconfigured", Severity::blocker,
          fmt::format("{} runs (pid {}), but its program does not", host_name(host.kind),
                      facts.status->pid),
          action == "ignore"
              ? "AppExit is Ignore: when the program ends, NSSM stays and the SCM says running"
          : host.kind == Host::srvany ? "srvany never notices that its program has ended"
                                      : "it ended and waits for its next start");
  if (!words.empty()) finding.message += fmt::format("; its last words: {}", words);
  if (action == "ignore")
    finding.remedies.push_back(
        by_admin("let NSSM start it again",
                 fmt::format("nssm set {} AppExit Default Restart", one_word(facts.key))));
  finding.remedies.push_back(by_admin(
      "start both anew", fmt::format("sc.exe stop {0} & sc.exe start {0}", one_word(facts.key))));
}

void judge_python(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  if (host.python_class.empty()) {
    if (host.parameters_denied) return;
    add(findings, "service.python", Severity::blocker,
        "pythonservice.exe does not know which class to run",
        "its registry key PythonClass is missing (event 0xF4 of its log)")
        .remedies.push_back(by_admin("install the service anew, from its own script",
                                     "python C:\\FOLDER\\SERVICE.py install"));
    return;
  }
  const bool qualified = host.python_class.find('.') != std::string::npos;
  const auto& module = host.python_module;
  if (!qualified || (!module.path.empty() && module.presence != Presence::is_folder &&
                     module.presence != Presence::denied))
    add(findings, "service.python", Severity::blocker,
        fmt::format("the class of the service cannot be imported: {}", host.python_class),
        qualified ? fmt::format("the folder {} does not exist", module.path)
                  : "it names no module before the class")
        .remedies.push_back(by_admin("install the service anew, from where its script is now",
                                     "python C:\\FOLDER\\SERVICE.py install"));
}

// Every service of pywin32 loads them before it can say that it runs.
void judge_extensions(const WindowsFacts& facts, Findings& findings) {
  for (const auto& look : facts.host.python_extensions) {
    judge_libraries(look, findings, "service.python");
    if (look.presence != Presence::missing) continue;
    add(findings, "service.python", Severity::blocker,
        fmt::format("pywin32 lacks {}", base_name(look.path)),
        fmt::format("it is not in {}, and every service in Python loads it", folder_of(look.path)))
        .remedies.push_back(
            by_admin("install pywin32 anew", "python -m pip install --force-reinstall pywin32"));
  }
}

void judge_svchost(const WindowsFacts& facts, Findings& findings) {
  const auto& host = facts.host;
  if (host.in_group == false)
    add(findings, "service.host-misconfigured", Severity::blocker,
        fmt::format("svchost's group '{}' does not name this service (error 1083)", host.group),
        R"(the group is a value below HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Svchost)")
        .remedies.push_back({"install the product anew", std::nullopt, Needs::person});
  const auto& library = host.service_library;
  if (!library.path.empty() &&
      (library.presence == Presence::missing || library.presence == Presence::folder_missing))
    add(findings, "service.program-missing", Severity::blocker,
        fmt::format("its library does not exist: {}", library.path),
        "svchost loads it from Parameters\\ServiceDll (error 126)")
        .remedies.push_back({"install the product anew", std::nullopt, Needs::person});
}

// A Python of one user: others have no right to it, and it goes with the user.
void judge_per_user(const WindowsFacts& facts, Findings& findings) {
  for (const auto* look : {chosen_file(facts), &facts.host.program}) {
    // Where its rights are known, they were told.
    if (look == nullptr || look->account_may_run == false || !is_per_user(look->path)) continue;
    add(findings, "service.environment", Severity::warning,
        fmt::format("its program lies in a user's own folder: {}", look->path),
        fmt::format("{} may have no right to it, and does not see that user's packages and PATH",
                    facts.config->account.empty() ? "its account" : facts.config->account))
        .remedies.push_back(
            {"install it for all users, and name that one", std::nullopt, Needs::admin});
    return;
  }
}

}  // namespace

void judge_host(const WindowsFacts& facts, Findings& findings) {
  if (!facts.config || !facts.chosen) return;
  if (facts.host.parameters_denied)
    add(findings, "service.access-denied", Severity::error,
        fmt::format("the settings of {} may not be read", host_name(facts.host.kind)),
        "its registry key Parameters is denied to this user")
        .remedies.push_back({"ask again as an administrator", std::nullopt, Needs::admin});
  switch (facts.host.kind) {
    case Host::nssm:
    case Host::srvany:
    case Host::winsw:
      if (!facts.host.parameters_denied) judge_application(facts, findings);
      judge_folders(facts, findings);
      judge_child(facts, findings);
      judge_relative(facts, findings);
      judge_settings(facts, findings);
      break;
    case Host::pywin32:
      judge_python(facts, findings);
      if (!is_running(facts)) judge_extensions(facts, findings);
      break;
    case Host::svchost:
      judge_svchost(facts, findings);
      break;
    default:
      break;
  }
  judge_per_user(facts, findings);
}

}  // namespace preflight::service
