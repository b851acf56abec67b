#include "cli/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/codes/codes.hpp"
#include "checks/codes/question.hpp"
#include "cli/help.hpp"
#include "cli/nearest.hpp"
#include "report/json.hpp"
#include "report/page.hpp"

namespace preflight {

namespace {

constexpr std::size_t label_columns = 6;

std::vector<FindingCode> declared(std::span<const Check> checks) {
  std::vector<FindingCode> all(engine_codes().begin(), engine_codes().end());
  for (const auto& check : checks) all.insert(all.end(), check.codes.begin(), check.codes.end());
  return all;
}

// What a finding says stands in its room. A room may find what the table has no row for.
void add_declared(Answer& answer, std::string_view query, const std::vector<FindingCode>& all) {
  for (const auto& [code, meaning] : all) {
    if (codes::upper(code) != codes::upper(query)) continue;
    if (answer.meanings.empty())
      answer.meanings.push_back({codes::Family::finding, {}, code, {}, {}, {}, {}});
    answer.meanings.front().says = meaning;
    return;
  }
}

std::string_view nearest_name(std::string_view query, const std::vector<FindingCode>& all) {
  auto known = codes::names();
  for (const auto& finding : all) known.push_back(finding.code);
  if (const auto name = nearest(query, known); !name.empty()) return name;
  return nearest(codes::upper(query), known);
}

/// "0xC0000135, -1073741515 (ntstatus)"
std::string origin(const codes::Code& code) {
  auto number = codes::number_text(code);
  if (code.number && *code.number > INT32_MAX)
    number += fmt::format(", {}", static_cast<std::int32_t>(*code.number));
  return number.empty() ? fmt::format("({})", codes::word(code.family))
                        : fmt::format("{} ({})", number, codes::word(code.family));
}

template <class Lines>
void add_lines(Page& page, std::string_view label, const Lines& lines) {
  const auto bullet = page.mark("· ", "- ");
  for (const auto text : lines) {
    page.line(2, page.padded(label, label_columns) + std::string(bullet), Ink::dim, text);
    label = "";
  }
}

void add_meaning(Page& page, const codes::Code& code) {
  page.line(0, fmt::format("{}  ", code.symbol), Ink::bold, origin(code), Ink::dim);
  if (!code.says.empty()) page.line(2, "", Ink::plain, code.says);
  add_lines(page, "why", code.causes);
  add_lines(page, "tell", code.tell);
  for (const auto& [text, command, admin] : code.remedies) {
    page.line(2, page.mark("→ ", "> "), Ink::cyan,
              fmt::format("{}{}", text, admin ? " (needs an administrator)" : ""));
    if (!command.empty()) page.verbatim(6, command);
  }
}

// A screen is soon full, and the likeliest must not scroll away.
void add_others(Page& page, std::span<const codes::Code> others) {
  page.line(2, "", Ink::plain,
            "or, if it is not that one (-v, or --as with its family, tells more):");
  std::size_t family = 0, symbol = 0;
  for (const auto& code : others) {
    family = std::max(family, codes::word(code.family).size());
    symbol = std::max(symbol, code.symbol.size());
  }
  for (const auto& code : others)
    page.line(
        4, fmt::format("{:<{}}  {:<{}}  ", codes::word(code.family), family, code.symbol, symbol),
        Ink::dim, code.says);
}

void add_unknown(Page& page, const Answer& answer) {
  page.line(0, page.mark("? ", "?? "), Ink::yellow,
            answer.nearest.empty()
                ? fmt::format("{}: preflight knows no such code", answer.query)
                : fmt::format("{}: preflight knows no such code; did you mean {}?", answer.query,
                              answer.nearest));
}

Value to_json(const codes::Code& code) {
  Value object{{"family", codes::word(code.family)}};
  if (code.number) {
    object["number"] = *code.number;
    if (code.family == codes::Family::win32 || code.family == codes::Family::ntstatus)
      object["hex"] = fmt::format("0x{:08X}", *code.number);
    if (*code.number > INT32_MAX) object["signed"] = static_cast<std::int32_t>(*code.number);
  }
  object["symbol"] = code.symbol;
  object["says"] = code.says;
  object["causes"] = Value::array();
  for (const auto text : code.causes) object["causes"].push_back(text);
  object["tell"] = Value::array();
  for (const auto text : code.tell) object["tell"].push_back(text);
  object["remedies"] = Value::array();
  for (const auto& [text, command, admin] : code.remedies) {
    Value remedy{{"text", text}};
    if (!command.empty()) remedy["command"] = command;
    remedy["needs"] = admin ? "admin" : "user";
    object["remedies"].push_back(std::move(remedy));
  }
  return object;
}

}  // namespace

Answer explain(std::string_view query, std::optional<codes::Family> as,
               std::span<const Check> checks) {
  Answer answer{std::string(query), {}, {}};
  for (const auto* code : codes::lookup(query, as)) answer.meanings.push_back(*code);
  const auto findings = declared(checks);
  if (!as || *as == codes::Family::finding) add_declared(answer, query, findings);
  // Of three letters anything is a slip.
  if (answer.meanings.empty() && codes::parse_question(query).name.size() > 3)
    answer.nearest = nearest_name(query, findings);
  return answer;
}

CodeHelp help_for(std::string_view code, std::span<const Check> checks) {
  CodeHelp help;
  for (const auto& [known, meaning] : declared(checks))
    if (known == code) help.meaning = meaning;
  const auto* row = codes::find(codes::Family::finding, code);
  if (row == nullptr) return help;
  if (help.meaning.empty()) help.meaning = row->says;
  help.causes.assign(row->causes.begin(), row->causes.end());
  help.tell.assign(row->tell.begin(), row->tell.end());
  for (const auto& [text, command, admin] : row->remedies) {
    auto& remedy = help.remedies.emplace_back();
    remedy.text = text;
    if (!command.empty()) remedy.command = command;
    remedy.needs = admin ? Needs::admin : Needs::user;
  }
  return help;
}

std::string explain_text(std::span<const Answer> answers, const RenderOptions& options) {
  Page page({options.color, options.unicode, options.width});
  for (const auto& answer : answers) {
    if (&answer != answers.data()) page.blank();
    if (answer.meanings.empty()) {
      add_unknown(page, answer);
      continue;
    }
    const std::span<const codes::Code> all = answer.meanings;
    const auto full = options.verbose ? all.size() : 1;
    for (std::size_t i = 0; i < full; ++i) {
      if (i > 0) page.blank();
      add_meaning(page, all[i]);
    }
    if (full < all.size()) add_others(page, all.subspan(full));
  }
  return page.take();
}

std::string explain_json(std::span<const Answer> answers) {
  Value list = Value::array();
  for (const auto& answer : answers) {
    Value meanings = Value::array();
    for (const auto& code : answer.meanings) meanings.push_back(to_json(code));
    Value one{{"query", answer.query}, {"meanings", std::move(meanings)}};
    if (!answer.nearest.empty()) one["did_you_mean"] = answer.nearest;
    list.push_back(std::move(one));
  }
  return to_document({{"schema_version", 1},
                      {"exit_code", explain_exit_code(answers)},
                      {"codes", std::move(list)}});
}

int explain_exit_code(std::span<const Answer> answers) {
  const auto known = [](const Answer& answer) { return !answer.meanings.empty(); };
  return std::all_of(answers.begin(), answers.end(), known) ? 0 : 1;
}

}  // namespace preflight
