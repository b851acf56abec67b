#include "cli/help_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/help.hpp"
#include "report/render.hpp"

namespace preflight {

namespace {

constexpr std::size_t page_columns = 90;

}  // namespace

std::string wrapped_help(std::string_view text, std::size_t indent) {
  std::string out;
  auto column = indent;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (column > indent && column + 1 + word.size() > page_columns) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return out;
}

// Short names stand in a column of their own, so that all long names begin below each other.
HelpRow row_of(const Option& option) {
  auto left = option.short_name.empty() ? "    " + option_text(option) : option_text(option);
  auto right = std::string(option.help);
  if (option.value == "FORMAT") {
    right += ": ";
    for (const auto& format : all_formats())
      right += fmt::format("{}{} ({})", &format == all_formats().data() ? "" : ", ", format.name,
                           format.summary);
  }
  if (!option.default_value.empty()) right += fmt::format(" [{}]", option.default_value);
  return {std::move(left), std::move(right)};
}

std::string section(std::string_view title, const std::vector<HelpRow>& rows) {
  if (rows.empty()) return {};
  std::size_t columns = 0;
  for (const auto& row : rows) columns = std::max(columns, row.left.size());
  auto text = fmt::format("\n{}:\n", title);
  for (const auto& row : rows)
    text += fmt::format("  {:<{}}  {}\n", row.left, columns, wrapped_help(row.right, columns + 4));
  return text;
}

void add(std::vector<HelpRow>& rows, std::span<const Option> options) {
  for (const auto& option : options) {
    auto row = row_of(option);
    if (std::none_of(rows.begin(), rows.end(),
                     [&](const HelpRow& other) { return other.left == row.left; }))
      rows.push_back(std::move(row));
  }
}

std::string target_sections(std::span<const Check> checks, std::span<const Option> more) {
  std::vector<HelpRow> targets;
  for (const auto& check : checks)
    if (!check.target.name.empty()) targets.push_back(row_of(check.target));
  std::vector<HelpRow> config;
  add(config, config_options());
  add(config, more);
  return section("Targets (each may be repeated)", targets) + section("Configuration", config);
}

}  // namespace preflight
