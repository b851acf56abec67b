#include "cli/bundle/logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/bundle/files.hpp"
#include "cli/bundle/utf16.hpp"
#include "cli/init/folder.hpp"
#include "report/clean.hpp"

namespace preflight::bundle {

namespace {

constexpr std::size_t most_in_folder = 3;        ///< logs of one writable folder
constexpr std::size_t most_folder_names = 4096;  ///< of a folder that are gone through

class Collection {
 public:
  std::vector<Log> logs{};

  void add_file(const std::string& path) {
    if (path.empty() || logs.size() >= most_logs || has(path)) return;
    const auto tail = read_tail(path, longest_log);
    Log log{name_for(path), path, {}, false, {}};
    if (tail.error) {
      log.error = fmt::format("{} ({})", text(*tail.error), symbol(*tail.error));
    } else {
      log.cut = tail.size > tail.bytes->size();
      log.text = log_text(*tail.bytes, log.cut);
    }
    logs.push_back(std::move(log));
  }

  void add_lines(const std::string& of, const Value& lines) {
    if (!lines.is_array() || lines.empty() || logs.size() >= most_logs || has(of)) return;
    Log log{name_for(of), of, {}, true, {}};
    for (const auto& line : lines)
      if (line.is_string()) log.text += line.get_ref<const std::string&>() + "\n";
    logs.push_back(std::move(log));
  }

 private:
  [[nodiscard]] bool has(const std::string& source) const {
    return std::any_of(logs.begin(), logs.end(),
                       [&](const Log& log) { return log.source == source; });
  }

  [[nodiscard]] std::string name_for(const std::string& path) const {
    return fmt::format("logs/{:02}-{}.txt", logs.size() + 1, plain_name(path));
  }
};

// The files that a service writes to, wherever in its record they are named.
void add_named_files(const Value& value, Collection& collection, int depth) {
  constexpr int deepest = 12;
  constexpr std::array<std::string_view, 4> names{"log_path", "stdout_path", "stderr_path", "log"};
  if (depth > deepest || !value.is_structured()) return;
  for (const auto& [key, one] : value.items()) {
    const bool named = value.is_object() && one.is_string() &&
                       std::find(names.begin(), names.end(), key) != names.end();
    if (named) collection.add_file(one.get<std::string>());
    if (one.is_structured()) add_named_files(one, collection, depth + 1);
  }
}

void add_of_service(const Looked& looked, Collection& collection) {
  if (looked.facts.is_object() && looked.facts.contains("log_tail"))
    collection.add_lines("the log of service " + looked.target, looked.facts["log_tail"]);
  for (const auto& finding : looked.findings) add_named_files(finding.evidence, collection, 0);
  add_named_files(looked.record, collection, 0);
}

bool is_log(std::string_view name) {
  constexpr std::array<std::string_view, 4> ends{".log", ".err", ".out", ".LOG"};
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

void add_newest(const std::string& folder, Collection& collection) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const auto& entry : init::list_folder(folder, most_folder_names).entries) {
    if (entry.kind != init::EntryKind::file || !is_log(entry.name)) continue;
    auto path = folder + (folder.ends_with('/') || folder.ends_with('\\') ? "" : "/") + entry.name;
    if (const auto time = modified_at(path)) found.emplace_back(*time, std::move(path));
  }
  std::sort(found.rbegin(), found.rend());
  if (found.size() > most_in_folder) found.resize(most_in_folder);
  for (const auto& [time, path] : found) collection.add_file(path);
}

}  // namespace

std::string plain_name(std::string_view path) {
  constexpr std::size_t longest = 60;
  const auto slash = path.find_last_of("/\\");
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  std::string name;
  for (const char c : path.substr(0, longest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  return name.empty() ? "log" : name;
}

std::string log_text(std::string_view bytes, bool cut) {
  // Where it was cut in the middle of a character of UTF-16 the next one begins a byte later.
  std::string text = looks_like_utf16(bytes) ? from_utf16(bytes) : std::string(bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  const auto line = text.find('\n');
  if (cut && line != std::string::npos) text.erase(0, line + 1);
  return text;
}

std::string harmless_lines(std::string_view text) {
  std::string result;
  for (const auto line : split(text, '\n')) {
    auto rest = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    for (bool first = true; const auto part : split(rest, '\t')) {
      result += (first ? "" : "\t") + clean(part);
      first = false;
    }
    result += '\n';
  }
  if (!text.ends_with('\n') || text.empty()) return result;
  result.pop_back();  // what is behind the last line end is no line
  return result;
}

std::vector<Log> collect_logs(std::span<const std::string> files, std::span<const Looked> looked) {
  Collection collection;
  for (const auto& file : files) collection.add_file(file);
  for (const auto& one : looked) {
    if (one.check == "service") add_of_service(one, collection);
    if (one.check == "path") add_newest(one.target, collection);  // none, where it is no folder
  }
  return std::move(collection.logs);
}

}  // namespace preflight::bundle
