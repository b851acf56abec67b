// The interpreter is started once for itself and once for each module, so that one that hangs or
// crashes says nothing of the others.
#include <algorithm>
#include <atomic>
#include <thread>

#include "checks/base/child.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/helper_thread.hpp"
#include "checks/imports/imports.hpp"
#include "checks/python/python.hpp"
#include "checks/python/script.hpp"

namespace preflight::python {

namespace {

constexpr std::size_t most_threads = 4;
constexpr std::size_t most_answer = std::size_t{1} << 20;

Run run(const Facts& facts, std::vector<std::string> words, bool as_user, Deadline deadline) {
  ChildCommand command;
  command.program = facts.location.path;
  // -B: to look leaves no __pycache__ behind. -s: the site-packages of the user are no service's.
  command.arguments = {"-B"};
  if (!as_user) command.arguments.emplace_back("-s");
  command.arguments.emplace_back("-c");
  command.arguments.emplace_back(script);
  command.arguments.insert(command.arguments.end(), std::make_move_iterator(words.begin()),
                           std::make_move_iterator(words.end()));
  command.most_output = most_answer;
  command.environment = as_user ? user_environment() : service_environment();
  if (!as_user) command.folder = facts.folder;
  auto result = run_child(command, deadline);
  return {result.start,
          result.exit_code,
          result.signal,
          result.timed_out,
          result.left_behind,
          decode_answer(result.output),
          std::move(result.errors)};
}

/// The libraries of an extension, or of the interpreter itself, as a service finds them.
Library resolve(const Facts& facts_so_far, const std::string& file, Deadline deadline) {
  imports::Query query;
  query.file = file;
  // A virtual environment's own python.exe starts the base one, beside which libraries are found.
  const auto& answer = facts_so_far.run.answer;
  const auto& program = answer.base_executable.empty() ? answer.executable : answer.base_executable;
  query.as_python = true;
  query.python_folder = program.substr(0, program.find_last_of("/\\") + 1);
  if (query.python_folder.size() > 1) query.python_folder.pop_back();
  query.environment.emplace();
  query.environment->current_folder = service_folder();
  const auto facts = imports::probe(query, deadline);
  return {file, imports::judge(query, facts)};
}

const Raised* failed_extension(const Answer& answer) {
  const auto found =
      std::find_if(answer.raised.begin(), answer.raised.end(), [](const Raised& one) {
        return one.is("ImportError") && !one.path.empty() && !one.path.ends_with(".py");
      });
  return found != answer.raised.end() ? &*found : nullptr;
}

const Raised* missing_module(const Answer& answer) {
  const auto found = std::find_if(answer.raised.begin(), answer.raised.end(),
                                  [](const Raised& one) { return one.is("ModuleNotFoundError"); });
  return found != answer.raised.end() && !found->name.empty() ? &*found : nullptr;
}

bool is_file(const std::string& path) {
  return std::holds_alternative<FileStatus>(file_status(path));
}

/// In the folder where pip puts it, which a ._pth file leaves out of sys.path.
bool is_hidden(const Facts& facts, const std::string& module) {
  if (facts.location.path_file.empty() || facts.location.path_entries.imports_site) return false;
  const std::string separator = facts.windows ? "\\" : "/";
  const auto& file = facts.location.path_file;
  const auto folder = file.substr(0, file.find_last_of("/\\")) + separator + "Lib" + separator +
                      "site-packages" + separator + module.substr(0, module.find('.'));
  return is_file(folder) || is_file(folder + ".py") || is_file(folder + ".pyd");
}

void look_closer(const Facts& facts, Module& module, Deadline deadline) {
  const auto& answer = module.run.answer;
  if (const auto* missing = missing_module(answer)) {
    // What is asked for lies in no package whose code would have to run.
    if (is_module_name(missing->name)) {
      module.as_user = run(facts, {"find", missing->name}, true, deadline).answer;
      module.hidden = is_hidden(facts, missing->name);
    }
  } else if (const auto* failed = failed_extension(answer)) {
    module.library = resolve(facts, failed->path, deadline);
  }
}

void import_all(Facts& facts, Deadline deadline) {
  // What is over at the end: to end the children, and to look closer at what failed.
  const auto left = deadline.left();
  const auto importing = deadline.earlier(Deadline::in(left - std::min(left / 8, left)));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < facts.modules.size() && !importing.passed(); i = next++) {
      auto& module = facts.modules[i];
      module.begun = true;
      module.run = run(facts, {"import", module.name}, false, importing);
      look_closer(facts, module, deadline);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(most_threads, facts.modules.size()); ++i)
    others.push_back(helper_thread(work));
  work();
  for (auto& other : others)
    if (other.joinable()) other.join();
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  facts.windows = is_windows();
  facts.folder = service_folder();
  facts.location = locate(query.program);
  if (facts.location.presence != Presence::found) return facts;
  // The last moments are for ending it.
  const auto left = deadline.left();
  const auto own = Deadline::in(left - left / 20);
  facts.run = run(facts, {"start"}, false, own);
  if (!facts.run.answer.done) {
    if (!facts.run.timed_out) facts.library = resolve(facts, facts.location.path, own);
    return facts;
  }
  for (const auto& name : query.modules) facts.modules.emplace_back().name = name;
  import_all(facts, own);
  return facts;
}

}  // namespace preflight::python
