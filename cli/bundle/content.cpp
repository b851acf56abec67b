#include "cli/bundle/content.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "cli/bundle/case_file.hpp"
#include "cli/bundle/facts.hpp"
#include "report/clean.hpp"
#include "report/headline.hpp"
#include "report/verdict_words.hpp"
#include "report/words.hpp"

namespace preflight::bundle {

namespace {

std::string in_format(std::string_view name, const Case& content, const RenderOptions& options) {
  return find_format(name)->render(content.report, options);
}

std::string document(const Value& value) {
  return value.dump(1, ' ', false, Value::error_handler_t::replace) + "\n";
}

std::string compiler() {
#ifdef __VERSION__
  return __VERSION__;
#else
  return "unknown";
#endif
}

std::string versions(const Case& content) {
  const auto& host = content.report.host;
  Value machine = {{"os", host.os}, {"os_version", host.os_version}, {"arch", host.arch}};
  for (const auto& [name, value] : content.machine) machine[name] = value;
  return document({{"preflight", PREFLIGHT_VERSION},
                   {"compiler", compiler()},
                   {"sqlite", sqlite3_libversion()},
                   {"elevated", host.elevated},
                   {"machine", std::move(machine)}});
}

// What stands beside a file in the list, where the case has it.
std::string about(const std::string& name, const Case& content) {
  if (name == "report.txt") return "the report, for a person";
  if (name == "report.html") return "the report as a page, with all that was measured";
  if (name == "report.json") return "the report, for a program";
  if (name == facts_name) return "what the checks saw, to be judged again";
  if (name == "versions.json") return "preflight, and the machine it looked at";
  if (name == "preflight.json" && content.config)
    return "the configuration: " + clean(content.config->path);
  if (name == "removed.txt") return "what was taken out, and where, for a person";
  if (name == "removed.json") return "the same, for a program";
  for (const auto& log : content.logs)
    if (log.name == name) return log.cut ? "the end of " + clean(log.source) : clean(log.source);
  return "";
}

std::string unread_files(const Case& content) {
  std::string text;
  for (const auto& log : content.logs)
    if (!log.error.empty()) text += fmt::format("  {}: {}\n", clean(log.source), clean(log.error));
  return text.empty() ? text : "\nThese files could not be read:\n" + text;
}

}  // namespace

std::vector<ZipEntry> case_files(const Case& content, const RenderOptions& options) {
  std::vector<ZipEntry> files{
      {"report.txt", in_format("console", content, options)},
      {"report.html", in_format("html", content, options)},
      {"report.json", in_format("json", content, options)},
      {facts_name, document(facts_document(content.report, content.looked))},
      {"versions.json", versions(content)}};
  if (content.config) files.push_back({"preflight.json", content.config->text});
  for (const auto& log : content.logs)
    if (log.error.empty()) files.push_back({log.name, log.text});
  return files;
}

std::string read_me(const Case& content, const std::vector<ZipEntry>& files,
                    const std::vector<Removed>& removed, const std::string& file) {
  const auto& report = content.report;
  auto text =
      fmt::format("A case of preflight {}\n\n{}: {}\n{}\n\nSeen on {} ({} {}), {}.\n\nFiles:\n",
                  PREFLIGHT_VERSION, verdict_name(report), verdict_text(report),
                  clean(headline(report)), clean(report.host.name), report.host.os,
                  clean(report.host.os_version), rfc3339(report.started_at));
  for (const auto& entry : files)
    text += fmt::format("  {:<24} {}\n", entry.name, about(entry.name, content));
  for (const auto* name : {"removed.txt", "removed.json"})
    text += fmt::format("  {:<24} {}\n", name, about(name, content));
  text += unread_files(content);
  text += fmt::format(
      "\nTaken out: {}. removed.txt tells of what kind each was and where it stood. Passwords, "
      "keys\n"
      "and values of environments were looked for; a secret that looks like none of these may "
      "still\n"
      "be here. Look through the files before you hand them on. preflight has sent nothing "
      "anywhere.\n"
      "\nTo judge what was seen again, on any system:\n\n  preflight check --facts {}",
      removed.empty() ? "nothing" : count_removed(removed), file);
  for (const auto& word : content.judging) text += " " + word;
  return text + "\n";
}

}  // namespace preflight::bundle
