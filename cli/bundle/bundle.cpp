#include "cli/bundle/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/file_status.hpp"
#include "checks/base/text.hpp"
#include "cli/bundle/content.hpp"
#include "cli/bundle/files.hpp"
#include "cli/bundle/redact.hpp"
#include "cli/bundle/secret_finders.hpp"
#include "cli/bundle/secret_names.hpp"
#include "cli/bundle/write_case.hpp"
#include "cli/explain.hpp"
#include "cli/host.hpp"
#include "report/verdict_words.hpp"

namespace preflight::bundle {

namespace {

constexpr std::size_t file_columns = 100;

// Where such a variable names a file, that is where the secret is, and no secret.
void learn_variables(Redactor& redactor) {
  for (const auto& variable : all_variables()) {
    const auto equals = variable.find('=', 1);
    if (equals == std::string::npos) continue;
    const auto name = std::string_view{variable}.substr(0, equals);
    const auto value = variable.substr(equals + 1);
    if (value.empty() || !is_secret_name(name) || is_harmless_variable(name)) continue;
    if (std::holds_alternative<SystemError>(file_status(value)))
      redactor.learn(value, kind_of(name));
  }
}

// A configuration stays as it was written, comments and all, as long as it is still what its values
// come to without their secrets.
std::string redacted_config(Redactor& redactor, const std::string& text) {
  const auto parsed = [](const std::string& document) {
    return Value::parse(document, nullptr, false, true);
  };
  const auto value = parsed(text);
  if (value.is_discarded()) return redactor.text(text);
  const auto clean = redactor.value(value);
  auto lines = redactor.text(text);
  return parsed(lines) == clean ? lines
                                : clean.dump(2, ' ', false, Value::error_handler_t::replace) + "\n";
}

void redact_log(Redactor& redactor, Log& log, std::size_t number) {
  log.source = redactor.text(log.source);
  log.text = harmless_lines(redactor.text(log.text));
  log.name = fmt::format("logs/{:02}-{}.txt", number, plain_name(log.source));
}

void redact_all(Redactor& redactor, Case& content) {
  for (auto& looked : content.looked) redactor.redact(looked);
  for (std::size_t i = 0; i < content.logs.size(); ++i)
    redact_log(redactor, content.logs[i], i + 1);
  if (content.config) {
    content.config->path = redactor.text(content.config->path);
    content.config->text = redacted_config(redactor, content.config->text);
  }
  for (auto& [name, value] : content.machine) value = redactor.text(value);
}

std::vector<std::string> judging_words(const Judging& judging) {
  std::vector<std::string> words;
  if (judging.strict) words.emplace_back("--strict");
  for (const auto& code : judging.ignored) words.push_back("--ignore " + code);
  return words;
}

/// What was seen, without its secrets.
Case collect(const BundlePlan& plan, const Surroundings& around, Redactor& redactor,
             const Host& host, bool& abandoned) {
  Case content;
  content.judging = judging_words(plan.look.policy.judging);
  content.machine = machine_details();
  std::optional<Log> unread;
  if (!plan.config.empty() && around.read_file) {
    auto [text, missing, error] = around.read_file(plan.config);
    if (text)
      content.config = ConfigText{plan.config, *std::move(text)};
    else  // it was there when the targets were read from it
      unread = Log{"", plan.config, "", false, missing ? "it is gone" : std::move(error)};
  }
  learn_variables(redactor);
  content.report = look(plan.look, around, abandoned, [&](std::vector<Looked>& looked) {
    content.looked = looked;
    content.logs = collect_logs(plan.logs, looked);
    if (unread) content.logs.push_back(*unread);
    // A secret that stands last may be one that stood first and looked like none.
    auto first = content;
    redact_all(redactor, first);
    redact_all(redactor, content);
    looked = content.looked;
  });
  content.report.host = host;
  redactor.redact(content.report.host);
  return content;
}

RenderOptions for_files(const BundlePlan& plan) {
  RenderOptions options{false, true, file_columns, false, true};
  options.help = [&plan](std::string_view code) { return help_for(code, plan.look.checks); };
  return options;
}

std::string size_text(std::size_t bytes) {
  return bytes < 1024 ? fmt::format("{} B", bytes)
                      : fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
}

std::string told(const BundlePlan& plan, const CasePlace& place, const Case& content,
                 const std::vector<ZipEntry>& files, const std::vector<Removed>& removed) {
  auto text = fmt::format("{}: {}\n\n{}\n", verdict_name(content.report),
                          verdict_text(content.report), place.path + (place.folder ? "/" : ""));
  if (!plan.look.output.quiet) {
    for (const auto& [name, bytes] : files)
      text += fmt::format("  {:<32} {:>10}\n", name, size_text(bytes.size()));
    for (const auto& log : content.logs)
      if (!log.error.empty()) text += fmt::format("  not read: {}: {}\n", log.source, log.error);
  }
  text += removed.empty()
              ? "\nNo secret was found in it."
              : fmt::format("\nTaken out: {}; removed.txt lists them.", count_removed(removed));
  return text + " Nothing was sent anywhere: look through it before you attach it.\n";
}

AppResult failed(const Surroundings& around, const std::string& why, bool abandoned) {
  around.err.write("preflight: " + clean_for(around.err, why) + "\n");
  return {exit_undetermined, abandoned};
}

}  // namespace

AppResult run_bundle(const BundlePlan& plan, const Surroundings& around) {
  const auto host = this_host();
  Redactor redactor(plan.no_users);
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  redactor.learn_host(host);
  auto named = host;
  redactor.redact(named);
  const auto place = place_of(plan.output, named.name, now);
  // Before the look, which may take its time.
  if (!plan.force)
    if (const auto why = in_the_way(place)) return failed(around, *why, false);

  bool abandoned = false;
  const auto content = collect(plan, around, redactor, host, abandoned);
  auto files = case_files(content, for_files(plan));
  const auto removed = find_removed(files, redactor.tags());
  files.insert(files.begin(), {"README.txt", ""});
  files.front().bytes =
      read_me(content, {files.begin() + 1, files.end()}, removed, redactor.text(place.path));
  files.push_back({"removed.txt", removed_text(removed)});
  files.push_back({"removed.json", removed_json(removed)});
  if (const auto why = write_case(place, files, content.report.started_at))
    return failed(around, fmt::format("cannot write {}: {}", place.path, *why), abandoned);
  const auto text = clean_lines(around.out, told(plan, place, content, files, removed));
  return {put(around, text) ? 0 : exit_undetermined, abandoned};
}

}  // namespace preflight::bundle
