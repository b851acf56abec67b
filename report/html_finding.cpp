#include "report/html_finding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/describe.hpp"
#include "report/json.hpp"
#include "report/markup.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

constexpr std::size_t most_parents_in_cell = 6;

/// A column of the table of processes. An empty text: it could not be read, or there is none.
struct Column {
  std::string_view title;
  std::string (*text)(const Process&, Timestamp now);
  std::string_view css_class{};
  bool (*is_said)(const Process&){};  ///< another column says it; null: none does
};

std::string state_of(const Process& process, Timestamp) {
  const bool usual =
      process.state == ProcessState::running || process.state == ProcessState::unknown;
  return usual ? part(process) : fmt::format("{}; {}", part(process), word(process.state));
}

// What is run begins with the program, mostly.
bool begins_with_program(const Process& process) {
  std::string_view runs = process.command_line ? *process.command_line : std::string_view();
  if (runs.starts_with('"')) runs.remove_prefix(1);
  return process.path && runs.starts_with(*process.path);
}

constexpr Column process_columns[] = {
    {"Process", [](const Process& p, Timestamp) { return p.name; }, "name"},
    {"Pid", [](const Process& p, Timestamp) { return std::to_string(p.pid); }},
    {"User", [](const Process& p, Timestamp) { return p.user.value_or(""); }},
    {"Does", state_of, "does"},
    {"Since",
     [](const Process& p, Timestamp now) {
       return p.started_at ? moment(*p.started_at, now) : std::string();
     },
     "since"},
    {"From", [](const Process& p, Timestamp) { return origin(p, most_parents_in_cell); }, "from"},
    {"Program", [](const Process& p, Timestamp) { return p.path.value_or(""); }, "mono",
     begins_with_program},
    {"Runs", [](const Process& p, Timestamp) { return p.command_line.value_or(""); }, "mono"},
};

std::string cell(const Column& column, const std::string& text) {
  const auto shown = text.empty() ? "<span class=\"none\">not known</span>" : html_text(text);
  return fmt::format("<td data-label=\"{}\"{}>{}</td>", column.title,
                     column.css_class.empty() ? "" : fmt::format(" class=\"{}\"", column.css_class),
                     shown);
}

std::string_view note(Needs needs) {
  constexpr std::string_view notes[] = {"", "", "needs an administrator", "needs a person"};
  return notes[static_cast<std::size_t>(needs)];
}

std::string list(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  auto text = fmt::format("<p class=\"label\">{}</p>\n<ul>\n", title);
  for (const auto& line : lines) text += html_element("li", "", line) + '\n';
  return text + "</ul>\n";
}

// What the code means wherever it is found; the finding itself says what is so here.
std::string explained(const Finding& finding, const RenderOptions& options) {
  if (!options.help) return {};
  const auto help = options.help(finding.code);
  if (help.meaning.empty() && help.causes.empty() && help.remedies.empty()) return {};
  auto text = fmt::format("<details class=\"more\"><summary>What <code>{}</code> means</summary>\n",
                          html_text(finding.code));
  if (!help.meaning.empty()) text += html_element("p", "", help.meaning) + '\n';
  text += list("Why it happens", help.causes) + list("How to tell", help.tell);
  if (!help.remedies.empty())
    text += "<p class=\"label\">What helps</p>\n" + html_remedies(help.remedies);
  return text + "</details>\n";
}

// The end of a log: evidence that a person wants to see as it stands.
std::string lines_of(const Value& evidence) {
  if (!evidence.is_object() || !evidence.contains("lines")) return {};
  std::string text;
  for (const auto& line : evidence["lines"])
    if (line.is_string()) text += html_text(line.get_ref<const std::string&>()) + '\n';
  return text.empty() ? text : "<pre class=\"log\">" + text + "</pre>\n";
}

}  // namespace

std::string_view html_class(Status status) {
  constexpr std::string_view names[] = {"pass", "warn", "fail", "unknown", "skip"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view html_class(Severity severity) {
  constexpr std::string_view names[] = {"skip", "warn", "unknown", "fail"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view html_sign(Status status) {
  constexpr std::string_view signs[] = {"✓", "!", "✗", "?", "–"};
  return signs[static_cast<std::size_t>(status)];
}

std::string html_processes(std::span<const Process> processes, Timestamp now) {
  if (processes.empty()) return {};
  std::vector<const Column*> shown;
  for (const auto& column : process_columns)
    if (std::any_of(processes.begin(), processes.end(), [&](const Process& process) {
          return !column.text(process, now).empty() &&
                 (column.is_said == nullptr || !column.is_said(process));
        }))
      shown.push_back(&column);
  std::string text = "<table class=\"processes\"><thead><tr>";
  for (const auto* column : shown) text += fmt::format("<th scope=\"col\">{}</th>", column->title);
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& process : processes) {
    text += "<tr>";
    for (const auto* column : shown) text += cell(*column, column->text(process, now));
    text += "</tr>\n";
  }
  return text + "</tbody></table>\n";
}

std::string html_remedies(std::span<const Remedy> remedies) {
  if (remedies.empty()) return {};
  std::string text = "<ul class=\"remedies\">\n";
  for (const auto& [what, command, needs] : remedies) {
    text += "<li>" + html_element("span", "", what);
    if (!note(needs).empty()) text += ' ' + html_element("span", "needs", note(needs));
    if (command) text += '\n' + html_command(*command);
    text += "</li>\n";
  }
  return text + "</ul>\n";
}

std::string html_values(std::string_view title, const Value& values) {
  if (values.is_null() || values.empty()) return {};
  return fmt::format(
      "<details class=\"more raw\"><summary>{}</summary>\n<pre class=\"json\">{}</pre></details>\n",
      html_text(title), html_escaped(to_document(values)));
}

std::string html_finding(const Finding& finding, const RenderOptions& options, Timestamp now) {
  auto text = fmt::format(
      "<section class=\"finding {0}\">\n<h4>{1}</h4>\n"
      "<p class=\"kind\"><span class=\"sign {0}\">{2}</span> <code>{3}</code>{4}</p>\n",
      html_class(finding.severity), html_text(finding.message), word(finding.severity),
      html_text(finding.code), finding.hard ? " out of this user’s reach; no retry will help" : "");
  if (finding.cause)
    text += fmt::format("<p class=\"why\"><b>Why</b> {}</p>\n", html_text(*finding.cause));
  text += html_processes(finding.processes, now) + html_remedies(finding.remedies) +
          lines_of(finding.evidence) + explained(finding, options) +
          html_values("Evidence", finding.evidence);
  return text + "</section>\n";
}

}  // namespace preflight
