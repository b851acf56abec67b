// Why a module cannot be imported.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/codes/codes.hpp"
#include "checks/python/distributions.hpp"
#include "checks/python/judge_parts.hpp"

namespace preflight::python {

namespace {

// What LoadLibrary says where a policy forbids it (winerror.h): ERROR_INVALID_IMAGE_HASH,
// ERROR_ACCESS_DISABLED_BY_POLICY, ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION and its kin.
constexpr std::array policy_errors{577, 1260, 4550, 4551};

std::string place_of(const Raised& raised) {
  if (raised.file.empty()) return {};
  return raised.line > 0 ? fmt::format("{}, line {}", raised.file, raised.line) : raised.file;
}

const Raised* find(const Module& module, std::string_view kind) {
  const auto& raised = module.run.answer.raised;
  const auto found =
      std::find_if(raised.begin(), raised.end(), [&](const Raised& one) { return one.is(kind); });
  return found != raised.end() ? &*found : nullptr;
}

void add_pip(const Facts& facts, const std::string& missing, Finding& one) {
  const auto known = distribution_of(missing);
  const auto& name = known.name;
  if (known.by == Brought::by_system) {
    one.remedies.push_back(
        {facts.windows ? "it is part of Python itself: repair the installation, with all features"
                       : "it is part of Python, which Linux distributions package apart",
         facts.windows ? std::nullopt : std::optional("apt-get install " + name), Needs::admin});
    return;
  }
  if (known.by == Brought::by_older_python)
    one.cause = fmt::format("{} is no part of Python {} any more",
                            missing.substr(0, missing.find('.')), facts.run.answer.version);
  if (name.empty()) {
    one.remedies.push_back({"mend the program that asks for it", std::nullopt, Needs::person});
    return;
  }
  const auto install = "-m pip install " + name;
  const auto why =
      known.is_known && name != missing
          ? fmt::format("install {}, which has it", name)
          : fmt::format("install what has it{}", known.is_known ? ""
                                                                : " (the name of the package "
                                                                  "can be another)");
  if (!facts.run.answer.managed) {
    one.remedies.push_back(
        {why, command(facts, install),
         facts.run.answer.prefix != facts.run.answer.base_prefix ? Needs::user : Needs::admin});
    return;
  }
  // PEP 668: pip refuses to change this one.
  one.remedies.push_back(
      {"give the application a virtual environment, and have the service use its Python",
       fmt::format("{0} && /opt/APP/venv/bin/python {1}", command(facts, "-m venv /opt/APP/venv"),
                   install),
       Needs::admin});
  one.remedies.push_back({"or take the package of the distribution, if it has one",
                          "apt-cache search --names-only python3-" + name, Needs::user});
}

/// Where the user's Python found what the service's did not.
std::string user_way(const Facts& facts, const Module& module) {
  const auto& user = module.as_user;
  if (!user.user_site.empty() && user.found.starts_with(user.user_site))
    return "in the site-packages of this user (pip install --user)";
  const auto is_own = [&](const std::string& folder) {
    const auto& own = facts.run.answer.path;
    return std::find(own.begin(), own.end(), folder) != own.end();
  };
  std::string best;
  for (const auto& folder : user.path)
    if (!is_own(folder) && !folder.empty() && folder.size() > best.size() &&
        user.found.starts_with(folder))
      best = folder;
  if (!best.empty()) return "by a variable of this user (PYTHONPATH): " + best;
  return "in the current folder";
}

Finding user_only(const Facts& facts, const Module& module, const std::string& missing) {
  auto one = make_finding("python.user-only-module", Severity::blocker,
                          fmt::format("{} works for you, not for a service: it is found {}",
                                      missing, user_way(facts, module)));
  one.cause =
      "a service has neither your variables nor your site-packages, and starts in " + facts.folder;
  one.evidence = {{"module", module.name}, {"file", module.as_user.found}};
  const auto& user = module.as_user;
  if (!user.user_site.empty() && user.found.starts_with(user.user_site)) {
    add_pip(facts, missing, one);
  } else {
    one.remedies.push_back({"name its folder in the service's own settings",
                            "PYTHONPATH=" + user.found.substr(0, user.found.find_last_of("/\\")),
                            Needs::admin});
    one.remedies.push_back({"or start the service in that folder", std::nullopt, Needs::admin});
  }
  return one;
}

Finding hidden(const Facts& facts, const std::string& missing) {
  const auto& at = facts.location;
  auto one =
      make_finding("python.pth-hides-packages", Severity::blocker,
                   fmt::format("{} is installed, but {} keeps this Python from looking there",
                               missing, at.path_file));
  one.cause = "the file takes the place of all search paths, and has no line \"import site\"";
  one.remedies.push_back({"have the line \"import site\" in it (it is there as a comment)",
                          fmt::format("notepad {}", word(at.path_file, facts.windows)),
                          Needs::admin});
  one.evidence = {{"file", at.path_file}, {"folders", at.path_entries.folders}};
  return one;
}

Finding missing_module(const Facts& facts, const Module& module, const Raised& raised) {
  const auto missing = raised.name.empty() ? module.name : raised.name;
  if (!module.as_user.found.empty()) return user_only(facts, module, missing);
  if (module.hidden) return hidden(facts, missing);
  auto one = make_finding("python.module-missing", Severity::blocker,
                          fmt::format("{} has no module {}", facts.location.path, missing));
  if (missing != module.name && !std::string_view(module.name).starts_with(missing + ".")) {
    one.message += fmt::format(", which {} needs", module.name);
    if (const auto place = place_of(raised); !place.empty()) one.cause = "asked for by " + place;
  }
  one.evidence = {{"module", module.name}, {"missing", missing}, {"said", raised.message}};
  if (!facts.location.path_file.empty() && !facts.location.path_entries.imports_site) {
    one.cause = fmt::format("{} keeps this Python from looking into site-packages",
                            facts.location.path_file);
    one.remedies.push_back({"have the line \"import site\" in it, then install the module",
                            std::nullopt, Needs::admin});
  }
  const auto top = missing.substr(0, missing.find('.'));
  if (missing != top && raised.message.find("is not a package") != std::string::npos)
    one.cause = raised.message;
  add_pip(facts, missing, one);
  return one;
}

bool is_library_failure(const Raised& raised) {
  if (raised.is("ModuleNotFoundError")) return false;
  if (raised.is("ImportError") && !raised.path.empty() && !raised.path.ends_with(".py"))
    return true;
  // ctypes: dlopen's and LoadLibrary's own words.
  if (!raised.is("OSError") && !raised.is("ImportError")) return false;
  for (const auto* words : {"cannot open shared object file", "undefined symbol", "wrong ELF class",
                            "invalid ELF header", "file too short", "WinError 126", "WinError 127",
                            "WinError 193", "Could not find module", "DLL load failed"})
    if (raised.message.find(words) != std::string::npos) return true;
  return false;
}

const Raised* library_failure(const Module& module) {
  const auto& all = module.run.answer.raised;
  const auto found = std::find_if(all.begin(), all.end(), is_library_failure);
  return found != all.end() ? &*found : nullptr;
}

Finding by_policy(const Module& module, const Raised& raised) {
  auto one = make_finding(
      "imports.blocked-by-policy", Severity::blocker,
      fmt::format("a policy of the system forbids {}, which {} loads", raised.path, module.name));
  one.hard = true;
  one.cause = fmt::format(
      "it is there; Windows refuses it with {}: Smart App Control, WDAC or "
      "AppLocker",
      codes::name_of(codes::Family::win32, *raised.load_error));
  one.remedies.push_back(
      {"take a signed build, or have the policy allow it", std::nullopt, Needs::admin});
  one.evidence = {{"module", module.name}, {"file", raised.path}, {"error", *raised.load_error}};
  return one;
}

Finding library_failed(const Module& module, const Raised& raised) {
  auto one = make_finding("python.module-dll-failed", Severity::blocker, "");
  const auto* worst = worst_of(module.library);
  one.message = fmt::format("{} cannot be imported: {}", module.name,
                            worst != nullptr ? worst->message : raised.message);
  one.cause = worst != nullptr ? fmt::format("Python says: {}", raised.message)
              : raised.path.empty()
                  ? std::optional("it loads a library that the system does not find or take")
                  : std::optional("all that " + raised.path + " names is there");
  one.evidence = {{"module", module.name}, {"said", raised.message}};
  if (!raised.path.empty()) one.evidence["file"] = raised.path;
  if (raised.load_error) one.evidence["error"] = *raised.load_error;
  if (worst != nullptr) {
    one.remedies = worst->remedies;
    one.hard = worst->hard;
    one.evidence["found"] = worst->code;
    if (worst->evidence.is_object()) one.evidence["imports"] = worst->evidence;
  }
  if (!raised.path.empty())
    one.remedies.push_back(
        {"see all that it loads", "preflight imports --as python " + raised.path, Needs::nothing});
  return one;
}

Finding raises(const Facts& facts, const Module& module) {
  const auto& first = module.run.answer.raised.front();
  auto one =
      make_finding("python.module-raises", Severity::blocker,
                   fmt::format("{} raises {} when it is imported{}{}", module.name, first.type,
                               first.message.empty() ? "" : ": ", last_line(first.message)));
  if (const auto place = place_of(first); !place.empty()) one.cause = "at " + place;
  if (first.is("SystemExit"))
    one.cause = "it ends the program, which no module ought to do by being imported";
  if (first.is("KeyError") || first.is("FileNotFoundError"))
    one.cause = one.cause.value_or("") + "; a service has no variables of a user, and starts in " +
                facts.folder;
  if (first.is("SyntaxError"))
    one.cause = one.cause.value_or("") +
                fmt::format("; it may be for another Python than {}", facts.run.answer.version);
  one.remedies.push_back({"see the whole of it",
                          command(facts, fmt::format("-s -c \"import {}\"", module.name)),
                          Needs::user});
  one.evidence = {{"module", module.name}, {"type", first.type}, {"said", first.message}};
  if (!first.file.empty()) one.evidence["file"] = first.file;
  if (first.line > 0) one.evidence["line"] = first.line;
  return one;
}

Finding hangs(const Facts& facts, const Module& module) {
  auto one =
      make_finding("python.module-hangs", Severity::error,
                   fmt::format("{} did not finish importing in the time there was", module.name));
  one.cause = module.begun ? "it waits for something, or has much to do; preflight has ended it"
                           : "its turn did not come: others took the time";
  one.remedies.push_back({"give it more time", "--timeout 60s", Needs::user});
  if (module.begun)
    one.remedies.push_back(
        {"see where it waits: a traceback every 5 seconds",
         command(facts, fmt::format("-s -X faulthandler -c \"import faulthandler; "
                                    "faulthandler.dump_traceback_later(5, True); import {}\"",
                                    module.name)),
         Needs::user});
  one.evidence = {{"module", module.name}};
  return one;
}

Finding crashes(const Facts& facts, const Module& module) {
  const auto& run = module.run;
  const auto how = ending_text(run, facts.windows);
  auto one = make_finding(
      "python.module-crashes", Severity::blocker,
      fmt::format("{} ends the interpreter when it is imported: {}", module.name, how));
  const auto* code =
      run.signal ? codes::find(codes::Family::exit_status, std::int64_t{128} + *run.signal)
      : run.exit_code && *run.exit_code < 0 ? codes::find(codes::Family::ntstatus, *run.exit_code)
                                            : nullptr;
  if (code != nullptr && !code->says.empty()) one.cause = std::string(code->says);
  if (run.exit_code && *run.exit_code >= 0)
    one.cause = "it calls for the end of the process itself (os._exit), or a library of it does";
  one.remedies.push_back(
      {"see where: the traceback of a crash",
       command(facts, fmt::format("-s -X faulthandler -c \"import {}\"", module.name)),
       Needs::user});
  if (run.signal || (run.exit_code && *run.exit_code < 0))
    one.remedies.push_back(
        {"install the module again, as a build for this Python and processor",
         command(facts, "-m pip install --force-reinstall " + distribution_of(module.name).name),
         Needs::user});
  one.evidence = {{"module", module.name}, {"ended", how}, {"said", last_line(run.errors)}};
  return one;
}

}  // namespace

void judge_module(const Facts& facts, const Module& module, Findings& findings) {
  const auto& run = module.run;
  if (!module.begun || run.timed_out) {
    findings.push_back(hangs(facts, module));
  } else if (run.start.code != 0) {
    findings.push_back(
        make_finding("python.does-not-start", Severity::error,
                     fmt::format("{} could not be started for {}: {}", facts.location.path,
                                 module.name, text(run.start))));
  } else if (!run.answer.done) {
    findings.push_back(crashes(facts, module));
  } else if (!run.answer.raised.empty()) {
    const auto* failed = library_failure(module);
    const auto* missing = find(module, "ModuleNotFoundError");
    const auto is_policy = [&] {
      return failed != nullptr && failed->load_error &&
             std::find(policy_errors.begin(), policy_errors.end(), *failed->load_error) !=
                 policy_errors.end();
    };
    if (is_policy())
      findings.push_back(by_policy(module, *failed));
    else if (failed != nullptr)
      findings.push_back(library_failed(module, *failed));
    else if (missing != nullptr)
      findings.push_back(missing_module(facts, module, *missing));
    else
      findings.push_back(raises(facts, module));
  }
}

}  // namespace preflight::python
