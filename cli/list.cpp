#include "cli/list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/help.hpp"
#include "report/json.hpp"

namespace preflight {

namespace {

void add_codes(std::string& text, std::span<const FindingCode> codes) {
  std::size_t width = 0;
  for (const auto& code : codes) width = std::max(width, code.code.size());
  for (const auto& code : codes)
    text += fmt::format("    {:<{}}  {}\n", code.code, width, code.meaning);
}

Value to_json(const Option& option) {
  Value object{{"name", option.name}, {"help", option.help}};
  if (!option.short_name.empty()) object["short_name"] = option.short_name;
  if (!option.value.empty()) object["value"] = option.value;
  if (!option.default_value.empty()) object["default"] = option.default_value;
  return object;
}

Value to_json(std::span<const FindingCode> codes) {
  Value array = Value::array();
  for (const auto& code : codes) array.push_back({{"code", code.code}, {"meaning", code.meaning}});
  return array;
}

Value to_json(const Check& check) {
  Value object{{"check", check.id}, {"summary", check.summary}};
  if (!check.target.name.empty()) object["target"] = to_json(check.target);
  if (!check.command.empty()) object["command"] = check.command;
  object["systems"] = Value::array();
  for (const auto system : check.systems) object["systems"].push_back(system);
  object["settings"] = Value::array();
  for (const auto& option : check.settings) object["settings"].push_back(to_json(option));
  object["findings"] = to_json(check.codes);
  return object;
}

}  // namespace

std::string list_text(std::span<const Check> checks) {
  std::string text;
  for (const auto& check : checks) {
    text += fmt::format("{}  {}\n", check.id, check.summary);
    text += fmt::format("  on {}\n", fmt::join(check.systems, ", "));
    if (!check.target.name.empty())
      text += fmt::format("  check {}: {}\n", option_text(check.target), check.target.help);
    if (!check.command.empty())
      text += fmt::format("  by hand: preflight {} {}...\n", check.command, check.target.value);
    for (const auto& option : check.settings)
      text += fmt::format("  {}: {}\n", option_text(option), option.help);
    text += "  finds\n";
    add_codes(text, check.codes);
    text += '\n';
  }
  text += "any check\n  finds\n";
  add_codes(text, engine_codes());
  return text;
}

std::string list_json(std::span<const Check> checks) {
  Value array = Value::array();
  for (const auto& check : checks) array.push_back(to_json(check));
  return to_document({{"schema_version", 1},
                      {"checks", array},
                      {"any_check", {{"findings", to_json(engine_codes())}}}});
}

}  // namespace preflight
