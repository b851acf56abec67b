// How a help is laid out: sections of rows in two columns. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"

namespace preflight {

struct HelpRow {
  std::string left{};
  std::string right{};
};

/// Breaks `text` at blanks; lines after the first begin at `indent`.
std::string wrapped_help(std::string_view text, std::size_t indent);

/// What has a FORMAT tells which there are.
HelpRow row_of(const Option& option);

/// Those that are not there yet.
void add(std::vector<HelpRow>& rows, std::span<const Option> options);

/// Empty where there are no rows.
std::string section(std::string_view title, const std::vector<HelpRow>& rows);

/// What can be looked at, and where more of it is read from; `more` stands beside the latter.
std::string target_sections(std::span<const Check> checks, std::span<const Option> more = {});

}  // namespace preflight
