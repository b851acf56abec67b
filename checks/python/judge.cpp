// Where is this Python, does it start, and whose is it?
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/findings.hpp"
#include "checks/base/shell_word.hpp"
#include "checks/base/text.hpp"
#include "checks/codes/codes.hpp"
#include "checks/python/judge_parts.hpp"

namespace preflight::python {

namespace {

constexpr std::size_t most_said = 300;

/// The user below whose folder `path` lies; empty where it is in no such folder.
std::string owner_of(const std::string& path, bool windows) {
  const auto parts = split(path, windows ? '\\' : '/');
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    const auto name = lower(parts[i]);
    if (windows && name == "users" && lower(parts[i + 2]) == "appdata")
      return std::string(parts[i + 1]);
    if (!windows && i == 1 && name == "home") return std::string(parts[2]);
    if (!windows && i == 1 && name == "root") return "root";
  }
  return {};
}

Finding not_found(const Query& query, const Facts& facts) {
  const auto& at = facts.location;
  auto one =
      make_finding("python.not-found", Severity::blocker, fmt::format("{} is not there", at.path));
  if (at.presence == Presence::folder) one.message = at.path + " is a folder";
  if (at.presence == Presence::dangling)
    one.message = fmt::format("{} leads to {}, which is not there", at.path, at.link_target);
  if (query.program.find_first_of("/\\") == std::string::npos) {
    one.message = fmt::format("a service finds no {} in its PATH", query.program);
    if (!at.user_path.empty()) {
      one.cause = fmt::format("you have it in yours: {}", at.user_path);
      one.remedies.push_back(
          {"name it with its path", "--python " + word(at.user_path, facts.windows), Needs::user});
      one.evidence = {{"found_for_user", at.user_path}};
    }
  }
  if (one.remedies.empty())
    one.remedies.push_back({"see which there are",
                            facts.windows ? std::string("py -0p") : std::string("type -a python3"),
                            Needs::user});
  return one;
}

Finding store_alias(const Facts& facts) {
  auto one = make_finding("python.store-alias", Severity::blocker,
                          facts.location.path + " is the stub of the Microsoft Store, no Python");
  one.cause =
      "it opens the shop, or starts a Python that belongs to one user: no service can use it";
  one.remedies.push_back({"install Python from python.org for all users and name its python.exe",
                          "winget install Python.Python.3.12 --scope machine", Needs::admin});
  one.remedies.push_back(
      {"switch the stub off: Settings, Apps, App execution aliases", std::nullopt, Needs::user});
  return one;
}

Finding venv_broken(const Facts& facts) {
  const auto& at = facts.location;
  auto one =
      make_finding("python.venv-broken", Severity::blocker,
                   fmt::format("{} belongs to a virtual environment whose base Python is gone: {}",
                               at.path, at.venv.home));
  one.cause =
      "a virtual environment holds links to a Python, which was removed, moved or replaced "
      "by another version";
  const auto folder = at.venv_file.substr(0, at.venv_file.find_last_of("/\\"));
  one.remedies.push_back({"make it anew, then install what it had",
                          fmt::format("{} -m venv --clear {}", facts.windows ? "py -3" : "python3",
                                      word(folder, facts.windows)),
                          Needs::user});
  one.evidence = {{"settings", at.venv_file}, {"home", at.venv.home}, {"version", at.venv.version}};
  return one;
}

Finding denied(const Facts& facts) {
  auto one = make_finding("python.does-not-start", Severity::blocker,
                          facts.location.path + " may not be executed");
  one.cause = fmt::format("{} ({})", text(facts.location.error), symbol(facts.location.error));
  one.hard = true;
  one.remedies.push_back({"see the rights of each piece of the path",
                          facts.windows ? "icacls " + word(facts.location.path, true)
                                        : "namei -l " + word(facts.location.path, false),
                          Needs::user});
  return one;
}

/// It ran, or did not even come to that, and gave no answer.
Finding no_start(const Facts& facts) {
  const auto& run = facts.run;
  const auto& path = facts.location.path;
  const auto said = last_line(run.errors);
  auto one =
      make_finding("python.does-not-start", Severity::blocker,
                   fmt::format("{} does not start: {}", path, ending_text(run, facts.windows)));
  if (run.start.code != 0)
    one.message =
        fmt::format("{} cannot be started: {} ({})", path, text(run.start), symbol(run.start));
  if (!said.empty()) one.cause = said;
  one.evidence = {{"said", said}};
  if (run.exit_code) one.evidence["exit_code"] = *run.exit_code;
  if (const auto* library = worst_of(facts.library)) {
    one.message = fmt::format("{} does not start: {}", path, library->message);
    if (library->cause) one.cause = library->cause;
    one.remedies = library->remedies;
    return one;
  }
  if (said.find("encodings") != std::string::npos ||
      run.errors.find("PYTHONHOME") != std::string::npos)
    one.remedies.push_back(
        {"its own library is not where it looks: remove PYTHONHOME and PYTHONPATH "
         "from the machine's variables, or install it anew",
         std::nullopt, Needs::admin});
  one.remedies.push_back({"see what it says", command(facts, "-c \"\""), Needs::user});
  return one;
}

/// A Python that fails says so; anything else that gives no answer is none.
bool is_no_python(const Facts& facts) {
  const auto& run = facts.run;
  if (run.start.code != 0) {
    constexpr int bad_exe_format = 193, exec_format_error = 8;
    return run.start.code == (facts.windows ? bad_exe_format : exec_format_error);
  }
  if (run.answer.begun || run.signal || !run.exit_code || *run.exit_code < 0) return false;
  for (const auto* sign : {"Python", "python", "shared libraries", "pyvenv"})
    if (run.errors.find(sign) != std::string::npos) return false;
  return worst_of(facts.library) == nullptr;
}

Finding no_python(const Facts& facts) {
  const auto& run = facts.run;
  auto one =
      make_finding("python.not-python", Severity::blocker, facts.location.path + " is no Python");
  if (run.start.code != 0) {
    one.cause = "it is no program of this system: " + text(run.start);
  } else {
    one.cause =
        fmt::format("asked for its version, it ended with {}", ending_text(run, facts.windows));
    const auto said = last_line(run.errors);
    if (!said.empty()) *one.cause += ": " + said;
  }
  one.remedies.push_back({"name the interpreter itself, not a script or a launcher",
                          facts.windows ? std::string("py -0p") : std::string("type -a python3"),
                          Needs::user});
  return one;
}

Finding too_slow(const Facts& facts) {
  auto one = make_finding("check.timed-out", Severity::error,
                          facts.location.path + " did not answer in the time there was");
  one.cause = "it was started, given nothing to do, and ended by preflight";
  one.remedies.push_back({"give it more time", "--timeout 60s", Needs::user});
  return one;
}

void judge_owner(const Facts& facts, Findings& findings) {
  const auto& answer = facts.run.answer;
  for (const auto& path :
       {facts.location.path, answer.executable, answer.base_executable, answer.base_prefix + "/"}) {
    const auto owner = owner_of(path, facts.windows);
    if (owner.empty()) continue;
    auto one = make_finding(
        "python.per-user-install", Severity::warning,
        fmt::format("Python {} lies in the folder of user {}: {}", answer.version, owner, path));
    one.cause = facts.windows
                    ? "the installer's default. LocalService, NetworkService and other users may "
                      "not read it, and it goes when the user does"
                    : "a service with another user, or with ProtectHome=, cannot use it";
    if (facts.windows)
      one.remedies.push_back(
          {"install it anew for all users",
           fmt::format("python-{}-amd64.exe /passive InstallAllUsers=1", answer.version),
           Needs::admin});
    else
      one.remedies.push_back(
          {"use the system's Python, or one below /usr/local or /opt, for services",
           "/usr/bin/python3 -m venv /opt/APP/venv", Needs::admin});
    one.evidence = {{"path", path}, {"user", owner}};
    findings.push_back(std::move(one));
    return;
  }
}

void judge_version(const Facts& facts, Findings& findings) {
  const auto major = parse_unsigned(split(facts.run.answer.version, '.').front());
  if (major.value_or(3) >= 3) return;
  findings.push_back(make_finding("python.not-python", Severity::blocker,
                                  fmt::format("{} is Python {}, which nothing of today runs on",
                                              facts.location.path, facts.run.answer.version)));
}

}  // namespace

std::string word(const std::string& text, bool windows) {
  const bool plain = !text.empty() && text.find_first_of(" \t&()^;%'`$") == std::string::npos;
  return windows && plain ? text : shell_word(text, windows);
}

std::string command(const Facts& facts, const std::string& rest) {
  return word(facts.location.path, facts.windows) + " " + rest;
}

std::string last_line(const std::string& text) {
  const auto lines = split(text, '\n');
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (const auto said = trim(*line); !said.empty()) return std::string(said.substr(0, most_said));
  return {};
}

std::string ending_text(const Run& run, bool windows) {
  if (run.timed_out) return "it did not end in time";
  if (run.signal)
    return codes::symbol_of(codes::Family::exit_status, std::int64_t{128} + *run.signal);
  if (!run.exit_code) return "it was ended";
  if (windows && *run.exit_code < 0) return codes::name_of(codes::Family::ntstatus, *run.exit_code);
  return fmt::format("exit code {}", *run.exit_code);
}

const Finding* worst_of(const Library& library) {
  const auto worst =
      std::max_element(library.findings.begin(), library.findings.end(),
                       [](const auto& a, const auto& b) { return a.severity < b.severity; });
  return worst != library.findings.end() && worst->severity == Severity::blocker ? &*worst
                                                                                 : nullptr;
}

void judge_start(const Query& query, const Facts& facts, Findings& findings) {
  const auto& at = facts.location;
  const bool venv_broken_now = !at.venv_file.empty() && !at.venv_base_there;
  const auto judged = [&]() -> Finding {
    if (at.presence == Presence::store_alias) return store_alias(facts);
    if (at.presence == Presence::denied) return denied(facts);
    if (venv_broken_now) return venv_broken(facts);
    if (at.presence != Presence::found) return not_found(query, facts);
    if (facts.run.timed_out) return too_slow(facts);
    if (is_no_python(facts)) return no_python(facts);
    return no_start(facts);
  };
  if (at.presence != Presence::found || !facts.run.answer.done) {
    findings.push_back(judged());
    return;
  }
  judge_version(facts, findings);
  judge_owner(facts, findings);
}

Findings judge(const Query& query, const Facts& facts) {
  Findings findings;
  judge_start(query, facts, findings);
  bool left_behind = facts.run.left_behind;
  for (const auto& module : facts.modules) {
    judge_module(facts, module, findings);
    left_behind = left_behind || module.run.left_behind;
  }
  if (left_behind) {
    auto one = make_finding("check.left-behind", Severity::error,
                            "a process that this Python had started could not be ended");
    one.cause = "it is stuck in a call of the system, or has become another user's";
    one.remedies.push_back({"look for it, and end it by hand", std::nullopt, Needs::person});
    findings.push_back(std::move(one));
  }
  return findings;
}

}  // namespace preflight::python
