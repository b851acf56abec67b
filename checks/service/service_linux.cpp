// The facts of a unit, by the interfaces that systemd documents for programs: `systemctl show` and
// `journalctl -o json`.
#include "checks/service/service.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "checks/base/child_linux.hpp"
#include "checks/base/text.hpp"
#include "checks/service/facts.hpp"
#include "checks/service/systemd_files_linux.hpp"
#include "checks/service/systemd_name.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t journal_lines = 50;

// sd_booted(3): this folder is there where systemd is process 1, and nowhere else.
bool is_booted() {
  struct stat st {};
  return lstat("/run/systemd/system", &st) == 0 && S_ISDIR(st.st_mode);
}

std::string first_line(const std::string& text) {
  const auto lines = split(text, '\n');
  return std::string(trim(lines.front()));
}

/// Why a child of ours did not answer; empty where it did.
std::string trouble(const ChildResult& result) {
  if (result.start.code != 0) return "could not be started: " + text(result.start);
  if (result.timed_out) return "did not answer in time";
  if (result.cut) return "said more than can be read";
  if (result.exit_code == 0) return {};
  const auto said = first_line(result.errors);
  return said.empty() ? fmt::format("failed with exit code {}", result.exit_code.value_or(-1))
                      : "said: " + said;
}

struct Systemctl {
  std::string program{};
  Deadline deadline;
  Gaps& gaps;

  /// Its standard output; nothing, and a gap, where it did not answer.
  std::optional<std::string> ask(std::vector<std::string> words) const {
    words.insert(words.begin() + 1, {"--no-pager", "--no-ask-password"});
    auto result = run_child({program, words}, deadline);
    if (auto why = trouble(result); !why.empty()) {
      gaps.push_back({"systemctl " + words.front(), result.start, std::move(why)});
      return std::nullopt;
    }
    return std::move(result.output);
  }
};

void add_first_words(const std::string& lines, std::vector<std::string>& words) {
  for (const auto line : split(lines, '\n'))
    if (const auto word = line.substr(0, line.find(' ')); !word.empty()) words.emplace_back(word);
}

// Files that no unit was made from yet, and units that have no file.
void find_known_names(SystemdFacts& facts, const Systemctl& systemctl) {
  for (const auto* verb : {"list-unit-files", "list-units"}) {
    const auto lines = systemctl.ask({verb, "--plain", "--no-legend", "--all", "--type=service"});
    if (lines) add_first_words(*lines, facts.known_names);
  }
  auto& names = facts.known_names;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  // What another unit names without there being such a thing is listed as well.
  std::erase(names, facts.name);
}

void look_at_needs(SystemdFacts& facts, const Systemctl& systemctl) {
  if (facts.unit.requires_units.empty()) return;
  std::vector<std::string> words{"show", "--all", "-p", shown_properties(), "--"};
  words.insert(words.end(), facts.unit.requires_units.begin(), facts.unit.requires_units.end());
  if (const auto shown = systemctl.ask(std::move(words))) facts.needs = decode_shows(*shown);
}

// What `-u` matches (systemd.journal-fields(7)), and what root's processes say of the unit: a child
// that fails before it becomes the program is often gone when the journal looks for its unit, and
// its "Failed at step EXEC" would be lost.
std::vector<std::string> lines_of(const std::string& unit) {
  return {"_SYSTEMD_UNIT=" + unit,
          "+",
          "_UID=0",
          "UNIT=" + unit,
          "+",
          "_UID=0",
          "COREDUMP_UNIT=" + unit,
          "+",
          "_UID=0",
          "OBJECT_SYSTEMD_UNIT=" + unit};
}

void read_journal(SystemdFacts& facts, Deadline deadline) {
  const auto program = first_program({"/usr/bin/journalctl", "/bin/journalctl"});
  if (program.empty()) {
    facts.journal_unseen = "there is no journalctl";
    return;
  }
  std::vector<std::string> words{"--no-pager", "-o", "json",
                                 "-b",         "-n", std::to_string(journal_lines)};
  for (auto& match : lines_of(facts.unit.id)) words.push_back(std::move(match));
  const auto result = run_child({program, words}, deadline);
  facts.journal = decode_journal(result.output);
  facts.journal_unseen = trouble(result);
  constexpr std::string_view said = "said: ";
  if (facts.journal_unseen.starts_with(said)) facts.journal_unseen.erase(0, said.size());
  // Without rights it shows what there is for everybody, and says so on standard error.
  if (facts.journal_unseen.empty() && (result.errors.find("not seeing") != std::string::npos ||
                                       result.errors.find("permission") != std::string::npos))
    facts.journal_unseen = "it belongs to root";
  if (facts.journal.unreadable > 0 && facts.journal_unseen.empty())
    facts.journal_unseen = count_of(facts.journal.unreadable, "line is", "lines are") + " damaged";
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (const auto word : split(line, ' ')) words.emplace_back(word);
  return words;
}

SystemdFacts probe_systemd(const Query& query, Deadline deadline) {
  SystemdFacts facts;
  if (!is_booted()) {
    facts.absent = "this machine was not started with systemd";
    return facts;
  }
  facts.name = unit_name(query.name).value_or("");
  const Systemctl systemctl{first_program({"/usr/bin/systemctl", "/bin/systemctl"}), deadline,
                            facts.gaps};
  if (systemctl.program.empty()) {
    facts.gaps.push_back({"systemctl", {}, "is in neither /usr/bin nor /bin"});
    return facts;
  }
  if (is_template(facts.name)) return facts;
  const auto shown = systemctl.ask({"show", "--all", "-p", shown_properties(), "--", facts.name});
  if (!shown) return facts;
  facts.unit = decode_show(*shown);
  if (facts.unit.load_state.empty()) {
    facts.gaps.push_back({"systemctl show", {}, "said nothing of " + facts.name});
    return facts;
  }
  if (facts.unit.load_state == "not-found") find_known_names(facts, systemctl);
  if (facts.unit.load_state != "not-found") read_journal(facts, deadline);
  if (facts.unit.load_state != "loaded") return facts;
  look_at_needs(facts, systemctl);
  look_at_files(facts, query.record, deadline);
  return facts;
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  auto& seen = facts.seen.emplace<SystemdFacts>();
  if (!unit_name(query.name)) return facts;
  seen = probe_systemd(query, deadline);
  if (seen.unit.load_state != "loaded" || is_up(seen.unit)) return facts;
  for (const auto& command : seen.unit.commands) {
    if (command.stage != Stage::start) continue;
    auto more = look_at_needs_of(words_of(command.line), seen.unit.working_directory, query.record,
                                 deadline);
    std::move(more.begin(), more.end(), std::back_inserter(facts.needs));
  }
  return facts;
}

}  // namespace preflight::service
